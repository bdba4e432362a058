package merit.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import merit.tensor.Engine;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActivationTest {
    /** At 1 and -2, worked out from the formulas. */
    @ParameterizedTest
    @CsvSource({
        "gelu, 0.8413447, -0.0455003",
        "gelu_python, 0.8413447, -0.0455003",
        "gelu_10, 0.8413447, -0.0455003",
        "gelu_new, 0.8411920, -0.0454023",
        "gelu_fast, 0.8411920, -0.0454023",
        "gelu_accurate, 0.8411920, -0.0454023",
        "gelu_pytorch_tanh, 0.8411920, -0.0454023",
        "quick_gelu, 0.8457958, -0.0643414",
        "relu, 1, 0",
        "relu2, 1, 0",
        "relu6, 1, 0",
        "leaky_relu, 1, -0.02",
        "sigmoid, 0.7310586, 0.1192029",
        "silu, 0.7310586, -0.2384058",
        "swish, 0.7310586, -0.2384058",
        "mish, 0.8650984, -0.2525015",
        "hardswish, 0.6666667, -0.3333333",
        "tanh, 0.7615942, -0.9640276",
        "linear, 1, -2",
        "laplace, 0.8504296, 0"
    })
    void computesTheFormulaOfItsName(String name, float atOne, float atMinusTwo) {
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open()) {
                Activation activation = Activation.named(name).orElseThrow();
                float[] found = Tensors.floats(activation.apply(Tensors.of(new float[] {1, -2}, 2)));
                assertThat(found).containsExactly(new float[] {atOne, atMinusTwo}, within(2e-6f));
            }
        });
    }
}
