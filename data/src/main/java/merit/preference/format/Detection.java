package merit.preference.format;

import java.util.List;
import merit.preference.Pairing;
import org.jspecify.annotations.Nullable;

/** Finds a file's format from the keys and values of its first rows. */
final class Detection {
    /** So many rows are looked at. */
    static final int ROWS = 50;

    private Detection() {}

    /** The one format of all rows. */
    static Format of(List<Row> rows, Pairing pairing) {
        Format found = null;
        for (Row row : rows) {
            Format format = of(row, pairing);
            boolean incomplete = format == Format.PAIR && !(row.has("chosen") && row.has("rejected"));
            if (found == null) {
                found = format;
            } else if (format != found && !incomplete) {
                throw row.wrong("mixed formats: found " + format.title() + " (" + keys(row) + ") after " + found.title()
                        + ", need one format a file; split the file, or name the format with --format");
            }
        }
        if (found == null) {
            throw new IllegalArgumentException("no rows to find a format from");
        }
        return found;
    }

    private static Format of(Row row, Pairing pairing) {
        Format format = recognise(row, pairing);
        if (format == null) {
            throw row.wrong("no known format. Found: " + keys(row) + ". Need prompt, chosen, rejected (or another of "
                    + Format.labels() + "); rename the columns, or name the format with --format");
        }
        return format;
    }

    private static @Nullable Format recognise(Row row, Pairing pairing) {
        for (Format format : Format.values()) {
            if (format.reader(pairing).recognises(row.json())) {
                return format;
            }
        }
        return null;
    }

    private static String keys(Row row) {
        return row.json().isEmpty() ? "no keys" : String.join(", ", row.json().propertyNames());
    }
}
