package merit.preference.format;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import merit.preference.Origin;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A {@code .parquet} file, through DuckDB, each row as JSON. */
final class ParquetSource implements RowSource {
    private final String file;
    private final Connection connection;
    private final ResultSet rows;
    private long number;

    ParquetSource(String file) {
        this.file = file;
        if (!Files.exists(Path.of(file))) {
            throw ByteSource.missing(file);
        }
        try {
            this.connection = Duck.connect(file);
            this.rows = query(connection, file);
        } catch (SQLException e) {
            throw Duck.failed(file, "not a Parquet file that can be read", e);
        }
    }

    private static ResultSet query(Connection connection, String file) throws SQLException {
        try {
            Statement statement = connection.createStatement();
            return statement.executeQuery(
                    "SELECT CAST(to_json(t) AS VARCHAR) FROM read_parquet(" + Duck.quoted(file) + ") t");
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public @Nullable Row next() {
        try {
            return rows.next()
                    ? new Row((ObjectNode) Json.MAPPER.readTree(rows.getString(1)), Origin.row(file, ++number))
                    : null;
        } catch (SQLException e) {
            throw Duck.failed(file + ", after row " + number, "cannot be read", e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw Duck.failed(file, "cannot be closed", e);
        }
    }
}
