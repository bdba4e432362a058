package merit.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Ten steps on gradients that are growing sines, beside those of transformers' Adafactor: {@code witness/optimizer_golden.py}. */
@Tag("golden")
class AdafactorGoldenTest {
    @Test
    void tenStepsOfVectorsMatricesAndStacksOfThemAreThoseOfTransformers() throws IOException {
        JsonNode all = golden();
        assertThat(all.size()).isEqualTo(3);
        for (JsonNode golden : all) {
            long[] shape = golden.path("shape")
                    .valueStream()
                    .mapToLong(JsonNode::asLong)
                    .toArray();
            Engine.run(() -> check(golden, shape));
        }
    }

    private static void check(JsonNode golden, long[] shape) {
        int size = golden.path("weights").path(0).size();
        float largest = 0;
        try (TensorScope scope = TensorScope.open()) {
            Tensor weight =
                    Tensors.of(numbers(size, k -> Math.cos(0.5 * k)), shape).requires_grad_(true);
            try (Adafactor adafactor = new Adafactor(List.of(weight))) {
                for (int t = 0; t < golden.path("weights").size(); t++) {
                    int step = t;
                    weight.mutable_grad()
                            .put(Tensors.of(numbers(size, k -> (1 + step) * Math.sin(1.7 * k + 0.9 * step)), shape));
                    adafactor.step(0.05, 0.1);
                    float[] found = Tensors.floats(weight);
                    for (int k = 0; k < size; k++) {
                        double need = golden.path("weights").path(t).path(k).asDouble();
                        assertThat((double) found[k]).as("step %d", t + 1).isCloseTo(need, within(1e-5));
                        largest = Math.max(largest, (float) Math.abs(found[k] - need));
                    }
                }
                long remembered = adafactor.state().get(0).values().stream()
                        .mapToLong(Tensor::numel)
                        .sum();
                long last = shape[shape.length - 1];
                long need = shape.length == 1 ? size : size / last + size / shape[shape.length - 2];
                assertThat(remembered).isEqualTo(need + 1);
            }
        }
        System.out.printf("Adafactor, %d dimensions: largest difference %.1e%n", shape.length, largest);
    }

    private static float[] numbers(int size, IntToDoubleFunction of) {
        float[] values = new float[size];
        IntStream.range(0, size).forEach(k -> values[k] = (float) of.applyAsDouble(k));
        return values;
    }

    private static JsonNode golden() throws IOException {
        try (InputStream json = AdafactorGoldenTest.class.getResourceAsStream("adafactor_golden.json")) {
            return new ObjectMapper().readTree(json);
        }
    }
}
