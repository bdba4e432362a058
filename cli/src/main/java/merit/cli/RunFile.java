package merit.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.dataformat.yaml.YAMLFactory;

/**
 * A run file: options of a verb under their names in snake_case, as YAML or (where the name ends so) JSON. Flat: each key has a
 * value or a list of values.
 */
final class RunFile {
    /**
     * One key of the file.
     *
     * @param line counted from 1
     */
    record Entry(String key, List<String> values, int line) {}

    private final String file;

    private RunFile(String file) {
        this.file = file;
    }

    static List<Entry> read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("no run file " + file + ": give --config an existing YAML or JSON file");
        }
        return read(file.toString(), Files.readString(file));
    }

    /** @param file its name, for messages and for its form */
    static List<Entry> read(String file, String text) {
        boolean json = file.toLowerCase(Locale.ROOT).endsWith(".json");
        TokenStreamFactory factory = json ? new JsonFactory() : new YAMLFactory();
        try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), text)) {
            return new RunFile(file).entries(parser);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    file + ", line " + Math.max(1, e.getLocation().getLineNr()) + ": not " + (json ? "JSON" : "YAML")
                            + ": " + e.getOriginalMessage().lines().findFirst().orElse(""),
                    e);
        }
    }

    private List<Entry> entries(JsonParser parser) {
        List<Entry> entries = new ArrayList<>();
        JsonToken first = parser.nextToken();
        if (first == null) {
            return entries;
        }
        if (first != JsonToken.START_OBJECT) {
            throw wrong(line(parser), "found a list or a bare value, need options as \"key: value\"");
        }
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            int line = line(parser);
            String key = parser.currentName();
            if (entries.stream().anyMatch(entry -> entry.key().equals(key))) {
                throw wrong(line, key + " stands here a second time; keep one of them");
            }
            entries.add(new Entry(key, values(parser, key), line));
        }
        return entries;
    }

    private List<String> values(JsonParser parser, String key) {
        JsonToken token = parser.nextToken();
        if (token != JsonToken.START_ARRAY) {
            return List.of(scalar(parser, token, key));
        }
        List<String> values = new ArrayList<>();
        for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
            values.add(scalar(parser, next, key));
        }
        return values;
    }

    private String scalar(JsonParser parser, JsonToken token, String key) {
        if (token == null || !token.isScalarValue() || token == JsonToken.VALUE_NULL) {
            String found = token == JsonToken.VALUE_NULL ? "nothing" : "something nested";
            throw wrong(line(parser), key + " holds " + found + "; need a value or a list of values");
        }
        return parser.getString();
    }

    private IllegalArgumentException wrong(int line, String what) {
        return new IllegalArgumentException(file + ", line " + line + ": " + what);
    }

    private static int line(JsonParser parser) {
        return parser.currentTokenLocation().getLineNr();
    }
}
