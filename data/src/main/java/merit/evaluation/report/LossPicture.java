package merit.evaluation.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/** The loss of a training as a picture by itself: the curves of the report's training section, on white. */
public final class LossPicture {
    private LossPicture() {}

    /**
     * Writes a PNG.
     *
     * @param log the training log, as {@code trainer_state.json} has it
     * @return whether the log has a loss to draw
     * @throws IOException where the file cannot be written, or this machine cannot draw
     */
    public static boolean write(List<Map<String, Object>> log, Path file) throws IOException {
        List<LineChart.Curve> curves = TrainingSection.losses(log);
        if (curves.isEmpty()) {
            return false;
        }
        if (System.getProperty("java.awt.headless") == null) {
            System.setProperty("java.awt.headless", "true");
        }
        Path beside = file.resolveSibling(file.getFileName() + ".part");
        try {
            LossDrawing.write(curves, beside);
        } catch (RuntimeException | LinkageError | InternalError e) {
            throw new IOException(
                    "the loss curve cannot be drawn (" + e
                            + "); Java draws with this machine's fonts and its own graphics"
                            + " library, see that both are there",
                    e);
        }
        Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
        return true;
    }
}
