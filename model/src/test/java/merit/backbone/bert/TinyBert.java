package merit.backbone.bert;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import merit.layer.Backbone;
import merit.layer.ConfigFile;
import merit.layer.TokenBatch;
import merit.tensor.Safetensors;
import merit.tensor.TensorScope;
import merit.tensor.TensorSource;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import tools.jackson.databind.json.JsonMapper;

/** The two-layer, sixteen-wide BERT whose golden values transformers computed. */
final class TinyBert {
    private TinyBert() {}

    static Backbone open() {
        try (Safetensors weights = Safetensors.open(resource("tiny-bert/model.safetensors"))) {
            return load(weights);
        }
    }

    /** Any weights under the configuration of the tiny BERT. */
    static Backbone load(TensorSource weights) {
        try {
            String json = Files.readString(resource("tiny-bert/config.json"));
            return new BertFamily().load(new ConfigFile("config.json", new JsonMapper().readTree(json)), weights);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Safetensors golden() {
        return Safetensors.open(resource("tiny-golden.safetensors"));
    }

    /** The golden batch, in the current scope. */
    static TokenBatch batch(Safetensors golden) {
        return TokenBatch.of(rows(golden, "ids"), rows(golden, "segments"), 0);
    }

    /** The rows of a golden matrix, each cut to its length. */
    static int[][] rows(Safetensors golden, String name) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor matrix = golden.read(name); // [rows, tokens]
            long[] values = Tensors.longs(matrix);
            long[] lengths = Tensors.longs(golden.read("lengths"));
            int width = Math.toIntExact(matrix.size(1));
            int[][] rows = new int[lengths.length][];
            for (int r = 0; r < rows.length; r++) {
                rows[r] = Arrays.stream(values, r * width, r * width + (int) lengths[r])
                        .mapToInt(Math::toIntExact)
                        .toArray();
            }
            return rows;
        }
    }

    static Path resource(String name) {
        try {
            return Path.of(Objects.requireNonNull(TinyBert.class.getResource("/merit/backbone/" + name), name)
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
