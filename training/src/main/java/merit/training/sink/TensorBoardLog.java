package merit.training.sink;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Event files for {@code tensorboard --logdir RUN}, with the tags that transformers gives: {@code train/loss}, {@code eval/accuracy}.
 * A resumed run adds a file, which tells TensorBoard what of the older ones no longer counts.
 */
final class TensorBoardLog implements LogSink {
    private final Path folder;
    private @Nullable EventFile file;

    TensorBoardLog(Path folder) {
        this.folder = folder;
    }

    @Override
    public void begin(List<Map<String, Object>> former) throws IOException {
        double now = seconds();
        Path name = folder.resolve(String.format(
                "events.out.tfevents.%010d.%s.%d.0",
                (long) now, host(), ProcessHandle.current().pid()));
        try {
            Files.createDirectories(folder);
            file = new EventFile(Files.newOutputStream(name), now);
            if (!former.isEmpty()) {
                file.restart(now, step(former.get(former.size() - 1)) + 1);
            }
        } catch (IOException e) {
            throw failure(e);
        }
    }

    @Override
    public void add(Map<String, Object> entry) throws IOException {
        Map<String, Float> values = new LinkedHashMap<>();
        entry.forEach((name, value) -> {
            if (!name.endsWith("step") && value instanceof Number number) {
                boolean evaluation = name.startsWith("eval_");
                values.put(evaluation ? "eval/" + name.substring(5) : "train/" + name, number.floatValue());
            }
        });
        try {
            if (file != null) {
                file.scalars(seconds(), step(entry), values);
            }
        } catch (IOException e) {
            throw failure(e);
        }
    }

    @Override
    public void end(boolean completed) throws IOException {
        if (file != null) {
            file.close();
        }
    }

    private static long step(Map<String, Object> entry) {
        return entry.get("step") instanceof Number step ? step.longValue() : 0;
    }

    private static double seconds() {
        return System.currentTimeMillis() / 1e3;
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    private IOException failure(IOException cause) {
        return new IOException(folder + " cannot be written (" + cause.getMessage() + ")", cause);
    }
}
