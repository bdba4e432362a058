package merit.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import merit.layer.TokenBatch;
import merit.tensor.Engine;
import merit.tensor.Gradients;
import merit.tensor.Safetensors;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The bundled model against the same weights in transformers, by {@code witness/backbone_golden.py}. */
@Tag("golden")
class MinilmGoldenTest {
    private static final int HIDDEN = 384;

    @Test
    void itsStatesEqualTransformersOnTwentyFourTexts() {
        Engine.run(() -> {
            try (PretrainedBackbone model = PretrainedBackbone.open("all-MiniLM-L6-v2");
                    Safetensors golden = Safetensors.open(resource("minilm-golden.safetensors"));
                    TensorScope scope = TensorScope.open();
                    Gradients off = Gradients.off()) {
                TokenBatch batch = batch(golden);
                assertThat(batch.rows()).isEqualTo(24);
                Tensor hidden = model.backbone().run(batch, null); // [24, tokens, 384]
                Tensor mask = Objects.requireNonNull(batch.mask()).unsqueeze(-1); // [24, tokens, 1]
                Tensor mean = hidden.mul(mask).sum(1).div(mask.sum(1)); // [24, 384]
                near(mean, golden.read("mean"));
                near(hidden.select(1, 0), golden.read("first"));
                near(model.backbone().run(batch, new int[24]), golden.read("first"));
                near(model.backbone().run(batch, batch.lastPositions()), golden.read("last"));
            }
        });
    }

    @Test
    void itsWeightsAreThoseOfTheSafetensorsFile() throws IOException {
        JsonNode hashes;
        try (InputStream json = Objects.requireNonNull(getClass().getResourceAsStream("minilm-weights.json"))) {
            hashes = new JsonMapper().readTree(json);
        }
        try (PretrainedBackbone model = PretrainedBackbone.open("all-MiniLM-L6-v2")) {
            Map<String, Tensor> parameters = model.backbone().parameters();
            assertThat(parameters).hasSameSizeAs(hashes).hasSize(101);
            parameters.forEach((name, parameter) -> assertThat(sha256(Engine.call(() -> Tensors.floats(parameter))))
                    .as(name)
                    .isEqualTo(hashes.path(name).asString("")));
        }
    }

    private static void near(Tensor found, Tensor need) {
        float[] expected = Tensors.floats(need);
        assertThat(expected).hasSize(24 * HIDDEN);
        assertThat(Tensors.floats(found)).containsExactly(expected, within(1e-4f));
    }

    private static TokenBatch batch(Safetensors golden) {
        Tensor ids = golden.read("ids");
        int width = Math.toIntExact(ids.size(1));
        long[] values = Tensors.longs(ids);
        long[] lengths = Tensors.longs(golden.read("lengths"));
        int[][] rows = new int[lengths.length][];
        int[][] segments = new int[lengths.length][];
        for (int r = 0; r < rows.length; r++) {
            rows[r] = Arrays.stream(values, r * width, r * width + (int) lengths[r])
                    .mapToInt(Math::toIntExact)
                    .toArray();
            segments[r] = new int[rows[r].length];
        }
        return TokenBatch.of(rows, segments, 0);
    }

    private static String sha256(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path resource(String name) {
        try {
            return Path.of(Objects.requireNonNull(MinilmGoldenTest.class.getResource(name))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
