package merit.preference;

/** Where a row came from: the file's name as the user wrote it, and the line or row number from 1. */
public record Origin(String file, long line) {
    /** Rows that were made in memory. */
    public static final Origin MEMORY = new Origin("memory", 0);

    @Override
    public String toString() {
        return file + ", line " + line;
    }
}
