package merit.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Ten steps on gradients that are sines, beside PyTorch's: {@code witness/optimizer_golden.py}. */
@Tag("golden")
class OptimizerGoldenTest {
    private static final int SIZE = 6;
    private static final double RATE = 0.05;
    private static final double DECAY = 0.1;

    @Test
    void tenStepsAreThoseOfPyTorch() throws IOException {
        AdamwSettings settings = new AdamwSettings(RATE, 0.9, 0.999, 1e-8, DECAY);
        for (JsonNode golden : golden()) {
            String name = golden.path("optim").asString();
            Engine.run(() -> {
                try (TensorScope scope = TensorScope.open()) {
                    Tensor weight = Tensors.of(weights(), SIZE).requires_grad_(true);
                    List<Tensor> group = List.of(weight);
                    try (FusedAdamw adam = new FusedAdamw(group, name.equals("adamw"));
                            FusedSgd sgd = new FusedSgd(group, 0.9)) {
                        for (int step = 0; step < golden.path("weights").size(); step++) {
                            weight.mutable_grad().put(Tensors.of(gradient(step), SIZE));
                            if (name.equals("sgd")) {
                                sgd.step(RATE, DECAY);
                            } else {
                                adam.step(settings);
                            }
                            assertThat(Tensors.floats(weight))
                                    .as("%s after %d steps", name, step + 1)
                                    .usingComparatorWithPrecision(2e-6f)
                                    .containsExactly(
                                            floats(golden.path("weights").path(step)));
                        }
                    }
                }
            });
        }
    }

    private static float[] weights() {
        float[] values = new float[SIZE];
        for (int k = 0; k < SIZE; k++) {
            values[k] = (float) Math.cos(0.5 * k);
        }
        return values;
    }

    private static float[] gradient(int step) {
        float[] values = new float[SIZE];
        for (int k = 0; k < SIZE; k++) {
            values[k] = (float) Math.sin(1.7 * k + 0.9 * step);
        }
        return values;
    }

    private static float[] floats(JsonNode array) {
        float[] values = new float[array.size()];
        for (int k = 0; k < values.length; k++) {
            values[k] = (float) array.path(k).asDouble();
        }
        return values;
    }

    private static JsonNode golden() throws IOException {
        try (InputStream json = OptimizerGoldenTest.class.getResourceAsStream("optimizer_golden.json")) {
            return new ObjectMapper().readTree(json);
        }
    }
}
