package merit.preference.format;

import java.util.Locale;

/** What a file's name says of what is in it. */
enum FileKind {
    JSON_LINES,
    JSON,
    CSV,
    PARQUET;

    /** Standard input and output. */
    static final String STANDARD_STREAM = "-";

    static FileKind of(String file) {
        String name = withoutGz(file).toLowerCase(Locale.ROOT);
        if (file.equals(STANDARD_STREAM) || name.endsWith(".jsonl") || name.endsWith(".ndjson")) {
            return JSON_LINES;
        } else if (name.endsWith(".json")) {
            return JSON;
        } else if (name.endsWith(".csv")) {
            return CSV;
        } else if (name.endsWith(".parquet") && !isGz(file)) {
            return PARQUET;
        }
        throw new DataFileException(file + ": found a name that says nothing of the form, need .jsonl, .json, .csv"
                + " (each also with .gz), .parquet, or - for JSON Lines on the standard stream");
    }

    static boolean isGz(String file) {
        return file.toLowerCase(Locale.ROOT).endsWith(".gz");
    }

    static String withoutGz(String file) {
        return isGz(file) ? file.substring(0, file.length() - ".gz".length()) : file;
    }
}
