package merit.preference.format;

import org.jspecify.annotations.Nullable;

/** The rows of one file, one after the other. */
interface RowSource extends AutoCloseable {
    /** The next row, or null after the last. */
    @Nullable
    Row next();

    @Override
    void close();

    /** The source for a file by its name: {@code .jsonl}, {@code .json}, {@code .csv}, {@code .parquet}; {@code -} is JSON Lines. */
    static RowSource open(String file) {
        String name = FileKind.withoutGz(file);
        return switch (FileKind.of(file)) {
            case JSON_LINES -> new JsonLinesSource(file, ByteSource.open(file));
            case JSON -> throw new DataFileException(name);
            case CSV -> throw new DataFileException(name);
            case PARQUET -> throw new DataFileException(name);
        };
    }
}
