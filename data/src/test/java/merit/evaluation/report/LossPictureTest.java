package merit.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The loss curve as a PNG. */
class LossPictureTest {
    @TempDir
    private Path folder;

    @Test
    void theHeldOutCurveIsDrawnWhereItsValuesAre() throws IOException {
        Path file = folder.resolve("loss.png");
        assertThat(LossPicture.write(
                        List.of(
                                Map.of("step", 0, "loss", 1.0, "eval_loss", 0.5),
                                Map.of("step", 10, "loss", 0.0, "eval_loss", 0.5)),
                        file))
                .isTrue();
        BufferedImage image = ImageIO.read(file.toFile());
        assertThat(image.getWidth()).isEqualTo(1200);
        int middle = (70 + 620) / 2; // 0.5 lies half way between the axes' ends, 0 and 1
        assertThat(new Color(image.getRGB(400, middle))).isEqualTo(new Color(0x1f6fc4));
        long training = IntStream.range(110, 1160)
                .filter(x -> image.getRGB(x, 70 + (x - 110) * 550 / 1050) == new Color(0xc2570c).getRGB())
                .count();
        assertThat(training).isGreaterThan(400); // dashes of 12, gaps of 8
        assertThat(folder.toFile().list()).containsExactly("loss.png");
    }

    @Test
    void aLogWithoutALossGivesNoPicture() throws IOException {
        assertThat(LossPicture.write(List.of(Map.of("step", 1, "margin", 2.0)), folder.resolve("loss.png")))
                .isFalse();
    }

    /** Draws in a Java without graphics, and says how that ended. */
    static final class WithoutGraphics {
        private WithoutGraphics() {}

        public static void main(String[] words) {
            try {
                LossPicture.write(List.of(Map.of("step", 1, "loss", 2.0)), Path.of(words[0]));
            } catch (IOException e) {
                System.out.print(e.getMessage());
            }
        }
    }

    @Test
    void whereJavaCannotDrawItIsSaidAndNothingElseFails() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--limit-modules=java.base",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WithoutGraphics.class.getName(),
                        folder.resolve("loss.png").toString())
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        assertThat(said)
                .startsWith("the loss curve cannot be drawn (java.lang.")
                .contains("graphics library");
    }
}
