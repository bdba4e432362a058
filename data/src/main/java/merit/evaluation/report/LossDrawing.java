package merit.evaluation.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.DoubleStream;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/** How a {@link LossPicture} is drawn; where Java has no graphics not even this class can be had. */
final class LossDrawing {
    private static final int WIDTH = 1200;
    private static final int HEIGHT = 720;
    private static final int LEFT = 110;
    private static final int RIGHT = WIDTH - 40;
    private static final int TOP = 70;
    private static final int FLOOR = HEIGHT - 100;
    private static final Color INK = new Color(0x1d2330);
    private static final Color MUTED = new Color(0x5b6475);
    private static final Color GRID = new Color(0xe6e8ed);
    /** The report's in light, and what tells them apart without colour. */
    private static final List<Color> COLOURS = List.of(
            new Color(0xc2570c), new Color(0x1f6fc4), new Color(0x5a4fb5), new Color(0x14713d), new Color(0x737c8c));

    private static final List<float[]> DASHES = List.of(
            new float[] {12, 8}, new float[] {1}, new float[] {3, 6}, new float[] {20, 8}, new float[] {16, 6, 4, 6});

    private LossDrawing() {}

    static void write(List<LineChart.Curve> curves, Path file) throws IOException {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            draw(graphics, curves);
        } finally {
            graphics.dispose();
        }
        ImageIO.write(image, "png", file.toFile());
    }

    private static void draw(Graphics2D graphics, List<LineChart.Curve> curves) {
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, WIDTH, HEIGHT);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 24));
        Scale x = scale(curves, 0, 6, LEFT, RIGHT);
        Scale y = scale(curves, 1, 5, FLOOR, TOP);
        axes(graphics, x, y);
        int legend = LEFT;
        for (int c = 0; c < curves.size(); c++) {
            graphics.setColor(COLOURS.get(c % COLOURS.size()));
            graphics.setStroke(new BasicStroke(4, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, dash(c), 0));
            graphics.draw(path(curves.get(c), x, y));
            graphics.drawLine(legend, 34, legend + 60, 34);
            graphics.setColor(INK);
            String name = curves.get(c).name();
            graphics.drawString(name, legend + 70, 42);
            legend += 110 + graphics.getFontMetrics().stringWidth(name);
        }
    }

    private static float @Nullable [] dash(int curve) {
        float[] dash = DASHES.get(curve % DASHES.size());
        return dash.length == 1 ? null : dash;
    }

    private static void axes(Graphics2D graphics, Scale x, Scale y) {
        FontMetrics metrics = graphics.getFontMetrics();
        graphics.setStroke(new BasicStroke(2));
        for (double tick : y.ticks()) {
            int at = (int) y.at(tick);
            graphics.setColor(GRID);
            graphics.drawLine(LEFT, at, RIGHT, at);
            graphics.setColor(MUTED);
            graphics.drawString(y.label(tick), LEFT - 14 - metrics.stringWidth(y.label(tick)), at + 8);
        }
        for (double tick : x.ticks()) {
            graphics.drawString(x.label(tick), (int) x.at(tick) - metrics.stringWidth(x.label(tick)) / 2, FLOOR + 36);
        }
        String name = "loss by optimizer step";
        graphics.drawString(name, (LEFT + RIGHT - metrics.stringWidth(name)) / 2, FLOOR + 80);
    }

    private static Path2D path(LineChart.Curve curve, Scale x, Scale y) {
        Path2D path = new Path2D.Double();
        for (double[] point : curve.points()) {
            if (path.getCurrentPoint() == null) {
                path.moveTo(x.at(point[0]), y.at(point[1]));
            }
            path.lineTo(x.at(point[0]), y.at(point[1]));
        }
        return path;
    }

    private static Scale scale(List<LineChart.Curve> curves, int of, int ticks, double from, double to) {
        double[] values = curves.stream()
                .flatMap(curve -> curve.points().stream())
                .flatMapToDouble(point -> DoubleStream.of(point[of]))
                .sorted()
                .toArray();
        return Scale.round(values[0], values[values.length - 1], ticks, from, to);
    }
}
