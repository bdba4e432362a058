package merit.preference.format;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import merit.preference.Origin;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.node.ObjectNode;

/**
 * A {@code .json} file: an array of rows (read one by one), an object that holds one array of rows, or objects one after
 * the other. Rows are counted, for such a file may be one long line.
 */
final class JsonSource implements RowSource {
    private static final ObjectReader READER =
            Json.MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private final String file;
    private final JsonParser parser;
    private final Iterator<JsonNode> wrapped;
    private final boolean array;
    private @Nullable JsonNode pending;
    private long number;

    JsonSource(String file, InputStream bytes) {
        this.file = file;
        this.parser = READER.createParser(bytes);
        JsonToken first = token();
        this.array = first == JsonToken.START_ARRAY;
        List<JsonNode> rows = new ArrayList<>();
        if (first != null && !array) {
            JsonNode value = value();
            boolean alone = token() == null;
            List<JsonNode> inside = alone ? rowsInside(value) : List.of();
            rows.addAll(inside);
            pending = inside.isEmpty() ? value : null;
        } else if (array) {
            token();
        }
        this.wrapped = rows.iterator();
    }

    @Override
    public @Nullable Row next() {
        JsonNode value = pending;
        pending = null;
        if (value == null) {
            value = wrapped.hasNext() ? wrapped.next() : following();
        }
        if (value == null) {
            return null;
        }
        Origin origin = Origin.row(file, ++number);
        if (value instanceof ObjectNode object) {
            return new Row(object, origin);
        }
        throw DataFileException.at(origin, "found " + Json.kind(value) + ", need an object");
    }

    private @Nullable JsonNode following() {
        JsonToken token = parser.currentToken();
        if (token == null && array) {
            throw new DataFileException(
                    file + ", after row " + number + ": not JSON (the array does not end): found the"
                            + " end of the file, need ]; it was cut off, fetch it again");
        }
        if (token == null || token == JsonToken.END_ARRAY) {
            return null;
        }
        JsonNode value = value();
        token();
        return value;
    }

    /** The rows of an object such as {@code {"data": [...]}}; none where the object is a row itself. */
    private List<JsonNode> rowsInside(JsonNode value) {
        List<String> names = new ArrayList<>();
        value.properties().forEach(entry -> {
            if (entry.getValue().isArray() && entry.getValue().path(0).isObject()) {
                names.add(entry.getKey());
            }
        });
        if (names.isEmpty() || value.has("prompt") || value.has("chosen") || value.has("instruction")) {
            return List.of();
        }
        if (names.size() > 1) {
            throw new DataFileException(file + ": found an object with several lists (" + String.join(", ", names)
                    + "), need a list of rows or an object with one; write each to a file of its own");
        }
        return List.copyOf(value.path(names.get(0)).values());
    }

    private JsonNode value() {
        try {
            return parser.readValueAsTree();
        } catch (JacksonException e) {
            throw wrong(e);
        }
    }

    private @Nullable JsonToken token() {
        try {
            return parser.nextToken();
        } catch (JacksonException e) {
            throw wrong(e);
        }
    }

    private DataFileException wrong(JacksonException e) {
        if (e.getCause() instanceof IOException cause) {
            return ByteSource.broken(file + ", after row " + number, cause);
        }
        Origin origin = new Origin(file, e.getLocation().getLineNr());
        return DataFileException.at(origin, "not JSON (" + Json.complaint(e) + "). Need a list of objects.");
    }

    @Override
    public void close() {
        parser.close();
    }
}
