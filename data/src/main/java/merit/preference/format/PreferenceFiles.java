package merit.preference.format;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import merit.preference.CandidateSet;
import merit.preference.DataReport;
import merit.preference.DropReason;
import merit.preference.PreferenceData;

/**
 * Reads preferences from {@code .jsonl}, {@code .json}, {@code .csv} and {@code .parquet} files, plain or gzipped; {@code -}
 * is JSON Lines on standard input; {@code NAME=FILE} says what its judgements are of, see {@link LabelledFile}. Whatever is wrong is a {@link DataFileException} that names file and line.
 */
public final class PreferenceFiles {
    private PreferenceFiles() {}

    /** Everything in a file, in the format found from its rows. */
    public static PreferenceData read(Path file) {
        return read(file.toString(), ReadOptions.DEFAULT);
    }

    /** Everything in several files; {@link ReadOptions#maxSamples} counts over all of them. */
    public static PreferenceData read(List<String> files, ReadOptions options) {
        return read(files, options, SourceRow::sets);
    }

    /**
     * The same, of the sets that each row is said to hold.
     *
     * @param setsOf a row; empty for one that was dropped
     */
    public static PreferenceData read(
            List<String> files, ReadOptions options, Function<SourceRow, List<CandidateSet>> setsOf) {
        if (files.isEmpty()) {
            throw new DataFileException("no data: found no file, need at least one; say --data FILE");
        }
        List<PreferenceData> all = new ArrayList<>();
        over(files, options, rows -> all.add(read(rows, setsOf)));
        return all.stream().reduce(PreferenceData::plus).orElseThrow();
    }

    /** Everything in a file, or {@code -}. */
    public static PreferenceData read(String file, ReadOptions options) {
        return read(List.of(file), options);
    }

    private static PreferenceData read(RowStream rows, Function<SourceRow, List<CandidateSet>> setsOf) {
        rows.requireSets();
        List<CandidateSet> sets = new ArrayList<>();
        List<DropReason> dropped = new ArrayList<>();
        while (rows.hasNext()) {
            SourceRow row = rows.next();
            sets.addAll(setsOf.apply(row));
            DropReason reason = row.dropped();
            if (reason != null) {
                dropped.add(reason);
            }
        }
        Assembled kept = rows.assemble(sets);
        dropped.addAll(kept.dropped());
        DataReport report = new DataReport(
                List.of(rows.file()), List.of(rows.format().label()), rows.taken(), 0, 0, 0, 0, Map.of());
        for (DropReason reason : DropReason.values()) {
            report = report.dropping(reason, Collections.frequency(dropped, reason));
        }
        return new PreferenceData(kept.sets(), report.counting(kept.sets()));
    }

    /**
     * Goes over several files, one after the other, each closed when {@code reader} returns; {@link ReadOptions#maxSamples}
     * counts over all of them.
     */
    public static void over(List<String> files, ReadOptions options, Consumer<RowStream> reader) {
        long left = options.maxSamples();
        for (String file : files) {
            if (left > 0) {
                try (RowStream rows = open(file, options.withMaxSamples(left))) {
                    reader.accept(rows);
                    left -= rows.taken();
                }
            }
        }
    }

    /** The rows of a file as they stand there, whatever they hold; all in memory. */
    public static List<Row> rows(String file) {
        try (RowSource source = RowSource.open(file)) {
            List<Row> rows = new ArrayList<>();
            for (Row row = source.next(); row != null; row = source.next()) {
                rows.add(row);
            }
            return rows;
        }
    }

    /** Row by row, for files that need not fit into memory and for writing rows back. Close it. */
    public static RowStream open(String file, ReadOptions options) {
        LabelledFile named = LabelledFile.of(file);
        RowSource source = RowSource.open(named.path());
        try {
            return new RowStream(named, source, options);
        } catch (RuntimeException e) {
            source.close();
            throw e;
        }
    }
}
