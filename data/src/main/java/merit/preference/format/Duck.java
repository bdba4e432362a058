package merit.preference.format;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** DuckDB, which reads and writes Parquet; a library that need not be there. */
final class Duck {
    private Duck() {}

    static Connection connect(String file) throws SQLException {
        try {
            Class.forName("org.duckdb.DuckDBDriver");
        } catch (ClassNotFoundException e) {
            throw new DataFileException(
                    file + ": Parquet needs DuckDB, found none on the class path;"
                            + " add org.duckdb:duckdb_jdbc, or convert the file to .jsonl",
                    e);
        }
        return DriverManager.getConnection("jdbc:duckdb:");
    }

    /** A text as SQL writes it. */
    static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    static DataFileException failed(String file, String what, SQLException e) {
        String message = String.valueOf(e.getMessage());
        return new DataFileException(
                file + ": " + what + ": " + message.lines().findFirst().orElse(""), e);
    }
}
