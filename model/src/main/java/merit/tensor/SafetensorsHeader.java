package merit.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The table at the front of a safetensors file. Trusts nothing: sizes must follow from shapes, and the ranges must tile the data
 * without gap or overlap.
 *
 * @param entries by name, in the order of the data
 * @param metadata free text by name
 */
record SafetensorsHeader(Map<String, Entry> entries, Map<String, String> metadata) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** One tensor: where its bytes lie, counted from the end of the header. */
    record Entry(ElementType type, List<Long> shape, long begin, long end) {
        long[] sizes() {
            return shape.stream().mapToLong(Long::longValue).toArray();
        }

        long bytes() {
            return end - begin;
        }
    }

    /**
     * @param file as the user knows it
     * @param json the header's text
     * @param dataBytes how many bytes follow the header
     */
    static SafetensorsHeader parse(String file, byte[] json, long dataBytes) {
        JsonNode root;
        try {
            root = JSON.readTree(json);
        } catch (JacksonException e) {
            throw broken(file, "its header is not JSON (" + e.getOriginalMessage() + ")");
        }
        if (!root.isObject()) {
            throw broken(file, "its header is not a JSON object");
        }
        Map<String, Entry> entries = new LinkedHashMap<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : root.properties()) {
            if (field.getKey().equals("__metadata__")) {
                field.getValue()
                        .properties()
                        .forEach(e -> metadata.put(e.getKey(), e.getValue().asString("")));
            } else {
                entries.put(field.getKey(), entry(file, field.getKey(), field.getValue()));
            }
        }
        return new SafetensorsHeader(inOrder(file, entries, dataBytes), metadata);
    }

    private static Entry entry(String file, String name, JsonNode node) {
        ElementType type = ElementType.of(file, name, node.path("dtype").asString(""));
        long[] shape = numbers(file, name, node.path("shape"));
        long[] range = numbers(file, name, node.path("data_offsets"));
        if (range.length != 2 || range[1] < range[0]) {
            throw broken(file, name + ": data_offsets are " + Arrays.toString(range) + ", need [begin, end]");
        }
        try {
            long need = Arrays.stream(shape).reduce(type.bytes(), Math::multiplyExact);
            if (range[1] - range[0] != need) {
                throw broken(
                        file,
                        name + ": its shape " + Arrays.toString(shape) + " of " + type + " needs " + need
                                + " bytes, data_offsets give " + (range[1] - range[0]));
            }
        } catch (ArithmeticException e) {
            throw broken(file, name + ": its shape " + Arrays.toString(shape) + " is larger than any file");
        }
        return new Entry(type, Arrays.stream(shape).boxed().toList(), range[0], range[1]);
    }

    private static long[] numbers(String file, String name, JsonNode node) {
        if (!node.isArray()) {
            throw broken(file, name + ": shape and data_offsets must be lists of numbers");
        }
        long[] numbers = new long[node.size()];
        for (int i = 0; i < numbers.length; i++) {
            JsonNode number = node.get(i);
            if (!number.isIntegralNumber() || !number.canConvertToLong() || number.asLong() < 0) {
                throw broken(
                        file, name + ": found " + number + " in its shape or data_offsets, need whole numbers from 0");
            }
            numbers[i] = number.asLong();
        }
        return numbers;
    }

    private static Map<String, Entry> inOrder(String file, Map<String, Entry> entries, long dataBytes) {
        List<Map.Entry<String, Entry>> sorted = new ArrayList<>(entries.entrySet());
        sorted.sort(Comparator.<Map.Entry<String, Entry>>comparingLong(
                        e -> e.getValue().begin())
                .thenComparingLong(e -> e.getValue().end()));
        Map<String, Entry> ordered = new LinkedHashMap<>();
        long at = 0;
        for (Map.Entry<String, Entry> next : sorted) {
            if (next.getValue().begin() != at) {
                throw broken(
                        file,
                        next.getKey() + " begins at byte " + next.getValue().begin() + " of the data, need " + at
                                + ": tensors may neither overlap nor leave gaps");
            }
            at = next.getValue().end();
            ordered.put(next.getKey(), next.getValue());
        }
        if (at != dataBytes) {
            throw broken(file, "its header describes " + at + " bytes of data, found " + dataBytes);
        }
        return ordered;
    }

    static IllegalArgumentException broken(String file, String what) {
        return new IllegalArgumentException(
                file + ": not a whole safetensors file: " + what + "; download or save it again");
    }
}
