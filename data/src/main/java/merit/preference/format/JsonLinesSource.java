package merit.preference.format;

import java.io.InputStream;
import merit.preference.Origin;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One JSON object a line; blank lines are passed over. */
final class JsonLinesSource implements RowSource {
    private final LineReader lines;

    JsonLinesSource(String file, InputStream bytes) {
        this.lines = new LineReader(file, bytes);
    }

    @Override
    public @Nullable Row next() {
        String line = lines.next();
        while (line != null && line.isBlank()) {
            line = lines.next();
        }
        return line == null ? null : new Row(parse(line, lines.origin()), lines.origin());
    }

    private static ObjectNode parse(String line, Origin origin) {
        try {
            JsonNode node = Json.MAPPER.readTree(line);
            if (node instanceof ObjectNode object) {
                return object;
            }
            throw DataFileException.at(
                    origin,
                    "found " + Json.kind(node) + ", need one JSON object a line: " + Excerpt.of(line)
                            + (line.startsWith("[") ? "; a JSON array belongs into a file named .json" : ""));
        } catch (JacksonException e) {
            throw DataFileException.at(
                    origin,
                    "not JSON (" + Json.complaint(e) + "): found " + Excerpt.of(line)
                            + " Need one JSON object a line.");
        }
    }

    @Override
    public void close() {
        lines.close();
    }
}
