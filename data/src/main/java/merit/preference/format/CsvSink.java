package merit.preference.format;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A header line of every row's columns, then the rows; lists and objects become JSON in a cell, null an empty one. */
final class CsvSink implements RowSink {
    private final OutputStream bytes;
    private final Spool spool;

    CsvSink(OutputStream bytes, Path beside) throws IOException {
        this.bytes = bytes;
        this.spool = new Spool(beside);
    }

    @Override
    public void write(ObjectNode row) throws IOException {
        spool.write(row);
    }

    @Override
    public void finish() throws IOException {
        Path rows = spool.finish();
        try (CSVPrinter printer = new CSVPrinter(
                        new OutputStreamWriter(bytes, StandardCharsets.UTF_8),
                        CSVFormat.RFC4180.builder().setRecordSeparator("\n").get());
                JsonLinesSource source = new JsonLinesSource(rows.toString(), Files.newInputStream(rows))) {
            printer.printRecord(spool.columns());
            for (Row row = source.next(); row != null; row = source.next()) {
                printer.printRecord(cells(row.json()));
            }
        }
        spool.delete();
    }

    private List<String> cells(ObjectNode row) {
        List<String> cells = new ArrayList<>();
        for (String column : spool.columns()) {
            JsonNode value = row.path(column);
            boolean empty = value.isMissingNode() || value.isNull();
            cells.add(empty ? "" : value.isString() ? value.stringValue() : value.toString());
        }
        return cells;
    }

    @Override
    public void abandon() throws IOException {
        spool.delete();
        bytes.close();
    }
}
