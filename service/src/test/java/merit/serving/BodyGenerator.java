package merit.serving;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPOutputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/**
 * Bodies as the written interface describes them, and then broken: values of another type, names that are missing, unknown or there
 * twice, numbers and nests beyond bounds, bytes that are no UTF-8, text that is cut off. The same seed makes the same bodies.
 */
final class BodyGenerator {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final List<String> TEXTS = List.of(
            "Why did it crash?",
            "A leak.",
            "",
            " ",
            "\u0000",
            "[CLS] a [SEP] b [SEP]",
            "Ünïcödé \uD83D\uDE00 \u202E",
            "'; DROP TABLE scores; --",
            "../../etc/passwd",
            "NaN");
    private static final List<String> ROLES = List.of("system", "user", "assistant", "tool", "god");
    private static final List<String> NUMBERS = List.of(
            "0",
            "-1",
            "1e999",
            "-1e-999",
            "1.5",
            "2147483648",
            "-9223372036854775809",
            "9".repeat(90),
            "9".repeat(101));

    private static final JsonNode DOCUMENT = JSON.valueToTree(Pages.openApi());

    private final Random random;

    BodyGenerator(long seed) {
        random = new Random(seed);
    }

    /** All that the interface has. */
    static List<String> paths() {
        return List.copyOf(DOCUMENT.path("paths").propertyNames());
    }

    static boolean isRead(String path) {
        return DOCUMENT.path("paths").path(path).has("get");
    }

    /** What a request of this path holds, mostly broken. */
    byte[] body(String path) {
        JsonNode schema = DOCUMENT.path("paths").path(path).at("/post/requestBody/content/application~1json/schema");
        JsonNode valid = schema.isMissingNode() ? NODES.objectNode() : value(schema);
        for (int changes = random.nextInt(4); changes > 0; changes--) {
            valid = changed(valid);
        }
        return broken(valid.toString());
    }

    private JsonNode value(JsonNode schema) {
        if (schema.has("$ref")) {
            return value(DOCUMENT.at(schema.get("$ref").stringValue().substring(1)));
        }
        if (schema.has("enum")) {
            return one(schema.get("enum"));
        }
        if (schema.has("const")) {
            return schema.get("const");
        }
        for (String choice : List.of("oneOf", "anyOf")) {
            if (schema.has(choice) && !schema.has("properties")) {
                return value(one(schema.get(choice)));
            }
        }
        return switch (schema.path("type").asString("")) {
            case "object" -> object(schema);
            case "array" -> array(schema);
            case "string" -> NODES.stringNode(pick(TEXTS));
            case "integer" -> NODES.numberNode(random.nextInt(9) - 2);
            case "boolean" -> NODES.booleanNode(random.nextBoolean());
            default -> any();
        };
    }

    private JsonNode object(JsonNode schema) {
        List<String> needed = new ArrayList<>(names(schema.path("required")));
        if (schema.has("anyOf")) {
            needed.addAll(names(one(schema.get("anyOf")).path("required")));
        }
        ObjectNode made = NODES.objectNode();
        for (String name : schema.path("properties").propertyNames()) {
            if (needed.contains(name) || random.nextInt(4) == 0) {
                made.set(name, named(name, schema.path("properties").path(name)));
            }
        }
        return made;
    }

    /** Some names mean more than their type says: mostly what is needed, so that bodies come as far as the scores. */
    private JsonNode named(String name, JsonNode schema) {
        if (name.equals("model") && random.nextInt(4) > 0) {
            return NODES.stringNode("characters");
        }
        return name.equals("role") ? NODES.stringNode(pick(ROLES)) : value(schema);
    }

    private JsonNode array(JsonNode schema) {
        ArrayNode made = NODES.arrayNode();
        int most = schema.path("maxItems").asInt(4);
        for (int k = 1 + random.nextInt(most); k > 0; k--) {
            made.add(value(schema.path("items")));
        }
        return made;
    }

    /** The same with a value somewhere in it taken away, added or put in another's place. */
    private JsonNode changed(JsonNode node) {
        if (node.isObject() && !node.isEmpty() && random.nextInt(5) > 0) {
            ObjectNode copy = ((ObjectNode) node).deepCopy();
            String name = pick(List.copyOf(node.propertyNames()));
            switch (random.nextInt(4)) {
                case 0 -> copy.remove(name);
                case 1 -> copy.set(pick(List.of("unknown", "prompt", "texts", "inputs", "")), any());
                default -> copy.set(name, changed(node.get(name)));
            }
            return copy;
        }
        if (node.isArray() && !node.isEmpty() && random.nextInt(3) > 0) {
            ArrayNode copy = ((ArrayNode) node).deepCopy();
            int place = random.nextInt(node.size());
            copy.set(place, changed(node.get(place)));
            return copy;
        }
        return any();
    }

    private JsonNode any() {
        return switch (random.nextInt(9)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.booleanNode(random.nextBoolean());
            case 2 -> NODES.rawValueNode(new RawValue(pick(NUMBERS)));
            case 3 -> NODES.stringNode("x".repeat(random.nextInt(20_000)));
            case 4 -> NODES.arrayNode();
            case 5 -> NODES.objectNode();
            case 6 -> NODES.arrayNode().add(NODES.nullNode()).add(NODES.arrayNode());
            case 7 -> NODES.rawValueNode(new RawValue(nest()));
            default -> NODES.stringNode(pick(TEXTS));
        };
    }

    private String nest() {
        int depth = random.nextInt(2000);
        return random.nextBoolean()
                ? "[".repeat(depth) + "]".repeat(depth)
                : "{\"a\":".repeat(depth) + "1" + "}".repeat(depth);
    }

    private byte[] broken(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return switch (random.nextInt(14)) {
            case 0 -> cut(bytes);
            case 1 -> struck(bytes);
            case 2 ->
                text.replaceFirst("\\{", "{\"model\":\"characters\",\"model\":\"characters\",")
                        .getBytes(StandardCharsets.UTF_8);
            case 3 -> (text + pick(List.of("x", "{}", ",", "\u0000", "]"))).getBytes(StandardCharsets.UTF_8);
            case 4 ->
                text.getBytes(
                        pick(List.of(StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, StandardCharsets.ISO_8859_1)));
            case 5 -> ("\uFEFF" + text).getBytes(StandardCharsets.UTF_8);
            case 6 -> text.replace("A leak", "\\ud800 \\u0000 \\x").getBytes(StandardCharsets.UTF_8);
            default -> bytes;
        };
    }

    private byte[] cut(byte[] bytes) {
        return Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
    }

    private byte[] struck(byte[] bytes) {
        byte[] copy = bytes.clone();
        for (int k = 0; k < 3; k++) {
            copy[random.nextInt(copy.length)] = (byte) random.nextInt(256);
        }
        return copy;
    }

    static byte[] zipped(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    /** True once in so many times. */
    boolean once(int times) {
        return random.nextInt(times) == 0;
    }

    private JsonNode one(JsonNode list) {
        return list.get(random.nextInt(list.size()));
    }

    private static List<String> names(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::stringValue)
                .toList();
    }
}
