package merit.preference.format;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Rows in a file of JSON Lines beside the output, for forms that need every row's columns before the first is written. */
final class Spool {
    private final Path file;
    private final JsonSink sink;
    private final Set<String> columns = new LinkedHashSet<>();

    Spool(Path beside) throws IOException {
        this.file = beside.resolveSibling(beside.getFileName() + ".rows");
        file.toFile().deleteOnExit();
        this.sink = new JsonSink(new BufferedOutputStream(Files.newOutputStream(file)), false);
    }

    void write(ObjectNode row) throws IOException {
        columns.addAll(row.propertyNames());
        sink.write(row);
    }

    /** Closes the file, for reading. */
    Path finish() throws IOException {
        sink.finish();
        return file;
    }

    /** Every key of every row, in the order of appearance. */
    Set<String> columns() {
        return columns;
    }

    void delete() throws IOException {
        try {
            sink.abandon();
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
