package merit.preference.format;

import java.io.InputStream;
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
        FileKind kind = FileKind.of(file);
        if (kind == FileKind.PARQUET) {
            return new ParquetSource(file);
        }
        InputStream bytes = ByteSource.open(file);
        try {
            return switch (kind) {
                case JSON -> new JsonSource(file, bytes);
                case CSV -> new CsvSource(file, bytes);
                default -> new JsonLinesSource(file, bytes);
            };
        } catch (RuntimeException e) {
            ByteSource.closeAfter(e, bytes);
            throw e;
        }
    }
}
