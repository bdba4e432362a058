package merit.preference.format;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import merit.preference.Origin;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.DuplicateHeaderMode;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A {@code .csv} file with a header line, commas and double quotes (RFC 4180). Cells are texts; lists and objects are
 * written into a cell as JSON.
 */
final class CsvSource implements RowSource {
    /** Columns that hold lists or objects in one format or another; in others they may hold plain text. */
    private static final Set<String> STRUCTURED =
            Set.of("messages", "candidates", "completions", "responses", "answers", "ranking", "ranks", "context");

    private static final Pattern JSON = Pattern.compile("\\s*[\\[{]");
    private static final Pattern MESSAGES = Pattern.compile("^\\[\\s*\\{\\s*\"(role|content)\"");
    private final String file;
    private final CSVParser parser;
    private final Iterator<CSVRecord> records;
    private final List<String> header;

    CsvSource(String file, InputStream bytes) {
        this.file = file;
        try {
            this.parser = CSVFormat.RFC4180
                    .builder()
                    .setHeader()
                    .setSkipHeaderRecord(true)
                    .setIgnoreEmptyLines(true)
                    .setDuplicateHeaderMode(DuplicateHeaderMode.DISALLOW)
                    .get()
                    .parse(text(bytes));
            this.records = parser.iterator();
            this.header = parser.getHeaderNames();
        } catch (IOException e) {
            throw broken(1, e);
        } catch (IllegalArgumentException e) {
            throw new DataFileException(file + ", line 1: " + e.getMessage() + "; need each column's name once", e);
        }
    }

    private static BufferedReader text(InputStream bytes) throws IOException {
        BufferedReader text = new BufferedReader(new InputStreamReader(
                bytes,
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT)));
        text.mark(1);
        if (text.read() != '\uFEFF') {
            text.reset();
        }
        return text;
    }

    @Override
    public @Nullable Row next() {
        long line = parser.getCurrentLineNumber() + 1;
        try {
            return records.hasNext() ? row(records.next(), new Origin(file, line)) : null;
        } catch (UncheckedIOException e) {
            throw broken(line, Objects.requireNonNull(e.getCause()));
        } catch (IllegalStateException e) {
            throw DataFileException.at(
                    new Origin(file, line),
                    "not CSV: " + e.getMessage()
                            + "; need commas, and quotes around cells that hold quotes or line ends");
        }
    }

    private Row row(CSVRecord cells, Origin origin) {
        if (cells.size() != header.size()) {
            throw DataFileException.at(
                    origin,
                    "found " + cells.size() + " cells, need " + header.size() + ", as in the first line: "
                            + String.join(", ", header));
        }
        ObjectNode json = Json.MAPPER.createObjectNode();
        for (int i = 0; i < header.size(); i++) {
            json.set(header.get(i), cell(header.get(i), cells.get(i), origin));
        }
        return new Row(json, origin);
    }

    private static JsonNode cell(String name, String text, Origin origin) {
        boolean structured = STRUCTURED.contains(name);
        if (structured && text.isBlank()) {
            return Json.MAPPER.nullNode();
        }
        boolean json = structured
                ? JSON.matcher(text).lookingAt()
                : MESSAGES.matcher(text).find();
        if (!json) {
            return Json.MAPPER.getNodeFactory().stringNode(text);
        }
        try {
            return Json.MAPPER.readTree(text);
        } catch (JacksonException e) {
            throw DataFileException.at(
                    origin,
                    name + ": not JSON (" + Json.complaint(e) + "): found " + Excerpt.of(text)
                            + " Need a list written as JSON.");
        }
    }

    private DataFileException broken(long line, IOException e) {
        String where = new Origin(file, line).toString();
        return e instanceof CharacterCodingException ? LineReader.notUtf8(where) : ByteSource.broken(where, e);
    }

    @Override
    public void close() {
        try {
            parser.close();
        } catch (IOException e) {
            throw ByteSource.broken(file, e);
        }
    }
}
