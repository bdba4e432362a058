package merit.rewardmodel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.zip.CRC32;
import merit.layer.TokenBatch;
import merit.tensor.Engine;
import merit.tensor.Safetensors;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A configuration of {@code witness/encoder_golden.py}, with the values that transformers computed for it. */
record EncoderGolden(JsonNode json) {
    private static final JsonMapper JSON = new JsonMapper();

    static EncoderGolden read(String name) throws IOException {
        return new EncoderGolden(JSON.readTree(resource("encoders/" + name + ".json")));
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(EncoderGolden.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        }
    }

    /** Writes the classifier as a Hugging Face folder, with the weights that the script gave it. */
    Path write(Path folder) throws IOException {
        return write(folder, name -> true);
    }

    /** The same with some of the weights. */
    Path write(Path folder, Predicate<String> kept) throws IOException {
        Files.createDirectories(folder);
        String tokenizer = "encoders/" + json.path("tokenizer").asString() + "/";
        for (String file : List.of("tokenizer.json", "tokenizer_config.json")) {
            Files.write(folder.resolve(file), resource(tokenizer + file));
        }
        Files.writeString(folder.resolve("config.json"), json.path("config").toString());
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open()) {
                Map<String, Tensor> tensors = new LinkedHashMap<>();
                json.path("weights").properties().stream()
                        .filter(entry -> kept.test(entry.getKey()))
                        .forEach(entry -> {
                            long[] shape = longs(entry.getValue());
                            tensors.put(entry.getKey(), Tensors.of(weight(entry.getKey(), shape), shape));
                        });
                Safetensors.write(folder.resolve("model.safetensors"), tensors, Map.of("format", "pt"));
            }
        });
        return folder;
    }

    /** The script's {@code weight}: uniform from a hash of name and position; norms around 1. */
    static float[] weight(String name, long[] shape) {
        long count = 1;
        for (long size : shape) {
            count *= size;
        }
        CRC32 crc = new CRC32();
        crc.update(name.getBytes(StandardCharsets.UTF_8));
        boolean norm = name.toLowerCase(Locale.ROOT).contains("norm") && name.endsWith(".weight");
        float[] values = new float[(int) count];
        for (int i = 0; i < values.length; i++) {
            long x = ((i + 1) * 0x9E3779B1L + crc.getValue()) & 0xFFFFFFFFL;
            x = ((x ^ (x >>> 16)) * 0x85EBCA6BL) & 0xFFFFFFFFL;
            x = ((x ^ (x >>> 13)) * 0xC2B2AE35L) & 0xFFFFFFFFL;
            x = x ^ (x >>> 16);
            double uniform = x / (double) (1L << 31) - 1;
            values[i] = (float) (norm ? 1 + 0.25 * uniform : 0.25 * uniform);
        }
        return values;
    }

    /** The rows, padded as transformers padded them, in the current scope. */
    TokenBatch batch() {
        int padId = json.path("config").path("pad_token_id").asInt();
        return TokenBatch.of(rows("ids"), rows("segments"), padId);
    }

    private int[][] rows(String key) {
        return json.path("rows").values().stream()
                .map(row -> ints(row.path(key)))
                .toArray(int[][]::new);
    }

    float[] floats(String key) {
        return floats(json.path(key));
    }

    static float[] floats(List<Float> list) {
        float[] values = new float[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = list.get(i);
        }
        return values;
    }

    static float[] floats(JsonNode list) {
        float[] values = new float[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) list.get(i).asDouble();
        }
        return values;
    }

    static int[] ints(JsonNode list) {
        return list.values().stream().mapToInt(JsonNode::asInt).toArray();
    }

    private static long[] longs(JsonNode list) {
        return list.values().stream().mapToLong(JsonNode::asLong).toArray();
    }

    /** The largest difference over the largest reference value; infinite where anything is not a number. */
    static double difference(float[] found, float[] need) {
        if (found.length != need.length || need.length == 0) {
            return Double.POSITIVE_INFINITY;
        }
        double difference = 0;
        double largest = 0;
        for (int i = 0; i < need.length; i++) {
            double here = Math.abs((double) found[i] - need[i]);
            difference = Double.isNaN(here) ? Double.POSITIVE_INFINITY : Math.max(difference, here);
            largest = Math.max(largest, Math.abs(need[i]));
        }
        return difference / largest;
    }
}
