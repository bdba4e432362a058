package merit.evaluation.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import merit.preference.format.DataFileException;
import merit.preference.format.PreferenceFiles;
import merit.preference.format.Row;

/** The questions of a benchmark from where its user put the files. */
final class BenchmarkFiles {
    private BenchmarkFiles() {}

    static List<BenchmarkItem> read(Path data, Rules rules) {
        List<BenchmarkItem> items = new ArrayList<>();
        for (Path file : Files.isDirectory(data) ? rules.chosen(files(data)) : List.of(data)) {
            for (Row row : PreferenceFiles.rows(file.toString())) {
                items.add(rules.read(row, file.toString()));
            }
        }
        if (items.isEmpty()) {
            throw new DataFileException(data + ": found no questions, need at least one");
        }
        return items;
    }

    /** A path's last name, as far as the first dot. */
    static String fileName(String file) {
        String name = Path.of(file).getFileName().toString();
        int dot = name.indexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> below = Files.walk(folder)) {
            List<Path> files = below.filter(Files::isRegularFile)
                    .filter(file -> file.toString().matches(".*\\.(json|jsonl|csv|parquet)(\\.gz)?"))
                    .sorted()
                    .toList();
            if (files.isEmpty()) {
                throw new DataFileException(
                        folder + ": found no file of .json, .jsonl, .csv or .parquet, need at least one");
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
