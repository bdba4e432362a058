package merit.preference;

/**
 * Where a row came from.
 *
 * @param file the file's name as the user wrote it
 * @param line the number, from 1
 * @param unit what is counted: {@code line} in files that have lines, {@code row} in others
 */
public record Origin(String file, long line, String unit) {
    /** Rows that were made in memory. */
    public static final Origin MEMORY = new Origin("memory", 0);

    public Origin(String file, long line) {
        this(file, line, "line");
    }

    /** A row of a file in which lines mean nothing. */
    public static Origin row(String file, long row) {
        return new Origin(file, row, "row");
    }

    @Override
    public String toString() {
        return file + ", " + unit + " " + line;
    }
}
