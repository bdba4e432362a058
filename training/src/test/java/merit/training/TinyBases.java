package merit.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import merit.tensor.Engine;
import merit.tensor.Safetensors;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Tiny backbones of several families: the configurations of the golden values, over the words of {@link TinyBert}. */
final class TinyBases {
    private static final Path GOLDEN = Path.of("..", "model", "src", "test", "resources", "merit");
    private static final ObjectMapper JSON = new ObjectMapper();

    private TinyBases() {}

    /** Writes one as a Hugging Face folder, an encoder without its classifier. */
    static Path write(Path folder, String name) throws IOException {
        TinyBert.write(folder); // for its tokenizer
        Path decoder = GOLDEN.resolve("backbone/decoders").resolve(name);
        if (Files.exists(decoder)) {
            for (String file : new String[] {"config.json", "model.safetensors"}) {
                Files.copy(decoder.resolve(file), folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
            return folder;
        }
        JsonNode golden = JSON.readTree(
                Files.readString(GOLDEN.resolve("rewardmodel/encoders").resolve(name + ".json")));
        Files.writeString(folder.resolve("config.json"), golden.path("config").toString());
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open()) {
                Map<String, Tensor> tensors = new LinkedHashMap<>();
                golden.path("weights").properties().stream()
                        .filter(weight -> isOfEncoder(weight.getKey()))
                        .forEach(weight -> tensors.put(weight.getKey(), tensor(weight.getKey(), weight.getValue())));
                Safetensors.write(folder.resolve("model.safetensors"), tensors, Map.of("format", "pt"));
            }
        });
        return folder;
    }

    private static boolean isOfEncoder(String name) {
        return Stream.of("classifi", "score", "transformer.decoder", "head.").noneMatch(name::contains);
    }

    private static Tensor tensor(String name, JsonNode shape) {
        long[] sizes = shape.values().stream().mapToLong(JsonNode::asLong).toArray();
        float[] values = TinyBert.values(name, sizes);
        boolean norm = name.toLowerCase(Locale.ROOT).contains("norm") && name.endsWith(".weight");
        for (int i = 0; norm && !name.endsWith("LayerNorm.weight") && i < values.length; i++) {
            values[i] += 1;
        }
        return Tensors.of(values, sizes);
    }
}
