package merit.preference.format;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import tools.jackson.databind.node.ObjectNode;

/**
 * Parquet through DuckDB. The columns' types come from the JSON structure of all rows, so that a text that looks like a date
 * stays a text.
 */
final class ParquetSink implements RowSink {
    private static final long LARGEST_ROW = 256L << 20;
    private final String file;
    private final Path beside;
    private final Spool spool;

    ParquetSink(String file, Path beside) throws IOException {
        this.file = file;
        this.beside = beside;
        try {
            Duck.connect(file).close();
        } catch (SQLException e) {
            throw Duck.failed(file, "cannot be written", e);
        }
        this.spool = new Spool(beside);
    }

    @Override
    public void write(ObjectNode row) throws IOException {
        spool.write(row);
    }

    @Override
    public void finish() throws IOException {
        String rows = "read_json_objects(" + Duck.quoted(spool.finish().toString())
                + ", format = 'newline_delimited', maximum_object_size = " + LARGEST_ROW + ")";
        if (spool.columns().isEmpty()) {
            throw new DataFileException(
                    file + ": found no rows to write, need at least one: the columns of a Parquet file come from them");
        }
        try (Connection connection = Duck.connect(file);
                Statement statement = connection.createStatement()) {
            String structure = structure(statement, rows);
            statement.execute("COPY (SELECT unnest(from_json(json, " + Duck.quoted(structure) + ")) FROM " + rows
                    + ") TO " + Duck.quoted(beside.toString()) + " (FORMAT parquet, COMPRESSION zstd)");
        } catch (SQLException e) {
            throw new IOException(e.getMessage(), e);
        }
        spool.delete();
    }

    private static String structure(Statement statement, String rows) throws SQLException {
        try (ResultSet result =
                statement.executeQuery("SELECT CAST(json_group_structure(json) AS VARCHAR) FROM " + rows)) {
            result.next();
            return result.getString(1);
        }
    }

    @Override
    public void abandon() throws IOException {
        spool.delete();
    }
}
