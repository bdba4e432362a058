package merit.preference.format;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import merit.preference.CandidateSet;
import merit.preference.DataReport;
import merit.preference.DropReason;
import merit.preference.PreferenceData;

/**
 * Reads preferences from {@code .jsonl}, {@code .json}, {@code .csv} and {@code .parquet} files, plain or gzipped; {@code -}
 * is JSON Lines on standard input. Whatever is wrong is a {@link DataFileException} that names file and line.
 */
public final class PreferenceFiles {
    private PreferenceFiles() {}

    /** Everything in a file, in the format found from its rows. */
    public static PreferenceData read(Path file) {
        return read(file.toString(), ReadOptions.DEFAULT);
    }

    /** Everything in several files; {@link ReadOptions#maxSamples} counts over all of them. */
    public static PreferenceData read(List<String> files, ReadOptions options) {
        if (files.isEmpty()) {
            throw new DataFileException("no data: found no file, need at least one; say --data FILE");
        }
        PreferenceData all = null;
        for (String file : files) {
            long rows = all == null ? 0 : all.report().rows();
            if (all == null) {
                all = read(file, options);
            } else if (rows < options.maxSamples()) {
                all = all.plus(read(file, options.withMaxSamples(options.maxSamples() - rows)));
            }
        }
        return Objects.requireNonNull(all);
    }

    /** Everything in a file, or {@code -}. */
    public static PreferenceData read(String file, ReadOptions options) {
        try (RowStream rows = open(file, options)) {
            if (rows.format() == Format.TEXT) {
                throw new DataFileException(
                        file + ": found rows of text, which hold no preference; need prompt, chosen,"
                                + " rejected (or another format); merit score alone takes texts as they stand");
            }
            List<CandidateSet> sets = new ArrayList<>();
            DataReport report =
                    new DataReport(List.of(file), List.of(rows.format().label()), 0, 0, 0, 0, 0, Map.of());
            long count = 0;
            while (rows.hasNext()) {
                SourceRow row = rows.next();
                sets.addAll(row.sets());
                DropReason dropped = row.dropped();
                report = dropped == null ? report : report.dropping(dropped, 1);
                count++;
            }
            List<CandidateSet> kept = rows.assemble(sets);
            return new PreferenceData(kept, report.withRows(count).counting(kept));
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
        RowSource source = RowSource.open(file);
        try {
            return new RowStream(file, source, options);
        } catch (RuntimeException e) {
            source.close();
            throw e;
        }
    }
}
