package merit.training.sink;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code train_log.csv} and {@code eval_log.csv} of a run: an entry a line, a name a column. Every line is on disk when {@link #add}
 * returns.
 */
final class CsvLog implements LogSink {
    private final Table train;
    private final Table eval;

    CsvLog(Path run) {
        train = new Table(run.resolve("train_log.csv"));
        eval = new Table(run.resolve("eval_log.csv"));
    }

    /** One file, whose columns are the names of its first entry. */
    private static final class Table {
        private final Path file;
        private @Nullable List<String> columns;

        Table(Path file) {
            this.file = file;
        }

        void add(Map<String, Object> entry) throws IOException {
            List<String> names = columns;
            if (names == null) {
                names = List.copyOf(entry.keySet());
                columns = names;
                Files.writeString(file, String.join(",", names) + "\n");
            }
            String line = names.stream().map(name -> text(entry.get(name))).collect(Collectors.joining(",", "", "\n"));
            Files.write(file, line.getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);
        }

        private static String text(@Nullable Object value) {
            return value == null ? "" : value.toString();
        }
    }

    @Override
    public void begin(List<Map<String, Object>> former) throws IOException {
        try {
            Files.createDirectories(train.file.toAbsolutePath().getParent());
            Files.deleteIfExists(train.file);
            Files.deleteIfExists(eval.file);
        } catch (IOException e) {
            throw failure(train.file, e);
        }
        for (Map<String, Object> entry : former) {
            add(entry);
        }
    }

    @Override
    public void add(Map<String, Object> entry) throws IOException {
        Table table = isEvaluation(entry) ? eval : train;
        Map<String, Object> row = new LinkedHashMap<>(entry);
        row.remove("global_step"); // the step once more
        try {
            table.add(row);
        } catch (IOException e) {
            throw failure(table.file, e);
        }
    }

    static boolean isEvaluation(Map<String, Object> entry) {
        return entry.keySet().stream().anyMatch(name -> name.startsWith("eval_"));
    }

    private static IOException failure(Path file, IOException cause) {
        return new IOException(file + " cannot be written (" + cause.getMessage() + ")", cause);
    }

    @Override
    public void end(boolean completed) {}
}
