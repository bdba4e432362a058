package merit.backbone.bert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import merit.tensor.Engine;
import merit.tensor.Safetensors;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BertWeightsTest {
    private static final String QUERY = "encoder.layer.1.attention.self.query.weight";
    private static final String NORM = "embeddings.LayerNorm.weight";

    @TempDir
    Path folder;

    @Test
    void everythingMissingUnexpectedAndMisshapenIsListedAtOnce() throws IOException {
        String message = failure(weights -> {
            weights.remove(NORM);
            weights.put("encoder.layer.2.output.dense.bias", zeros(16));
            weights.put(QUERY, zeros(16, 15));
        });
        assertThat(message)
                .isEqualTo(folder.resolve("model.safetensors")
                        + ": the weights do not fit config.json: found 39 names, need 37;"
                        + " missing: " + NORM + "; unexpected: encoder.layer.2.output.dense.bias; misshapen: " + QUERY
                        + " is [16, 15], need [16, 16]. Use the folder's own config.json, or save the model again");
    }

    @Test
    void aFileOfAnotherModelIsRefusedWithTheFirstNames() throws IOException {
        assertThat(failure(Map::clear)).contains("missing: embeddings.word_embeddings.weight", ", and 25 more");
    }

    @Test
    void namesMayStandBehindBertAndMayBeTheOldOnes() throws IOException {
        load(weights -> {
            Map<String, Tensor> renamed = new LinkedHashMap<>();
            weights.forEach((name, tensor) -> renamed.put(
                    "bert."
                            + name.replace("LayerNorm.weight", "LayerNorm.gamma")
                                    .replace("LayerNorm.bias", "LayerNorm.beta"),
                    tensor));
            weights.clear();
            weights.putAll(renamed);
        });
    }

    @Test
    void aFailedLoadLeavesNothingBehind() throws IOException {
        failure(weights -> weights.remove(NORM));
        long before = Pointer.totalCount();
        failure(weights -> weights.remove(NORM));
        assertThat(Pointer.totalCount()).isEqualTo(before);
    }

    private interface Change {
        void apply(Map<String, Tensor> weights);
    }

    private String failure(Change change) {
        Throwable[] thrown = new Throwable[1];
        assertThatThrownBy(() -> load(change))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(e -> thrown[0] = e);
        return String.valueOf(thrown[0].getMessage());
    }

    /** Writes the tiny checkpoint with a change, and loads it. */
    private void load(Change change) throws IOException {
        Path file = folder.resolve("model.safetensors");
        Files.deleteIfExists(file);
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open();
                    Safetensors original = Safetensors.open(TinyBert.resource("tiny-bert/model.safetensors"))) {
                Map<String, Tensor> weights = new LinkedHashMap<>();
                original.shapes().keySet().forEach(name -> weights.put(name, original.read(name)));
                change.apply(weights);
                Safetensors.write(file, weights, Map.of());
                try (Safetensors changed = Safetensors.open(file)) {
                    TinyBert.load(changed).close();
                }
            }
        });
    }

    private static Tensor zeros(long... shape) {
        return Tensors.zeros(org.bytedeco.pytorch.global.torch.ScalarType.Float, shape);
    }
}
