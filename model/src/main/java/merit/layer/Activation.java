package merit.layer;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The functions that {@code hidden_act} names in a {@code config.json}, each with the formula transformers gives that name. */
@SuppressWarnings("ImmutableEnumChecker") // the functions hold nothing
public enum Activation {
    /** x Phi(x), by the error function; not its approximation. */
    GELU(torch::gelu),
    GELU_PYTHON(torch::gelu),
    /** GELU clipped to -10 ... 10. */
    GELU_10(x ->
            torch.clip(torch.gelu(x), new ScalarOptional(Tensors.scalar(-10)), new ScalarOptional(Tensors.scalar(10)))),
    /** 0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))). */
    GELU_NEW(Activation::geluTanh),
    GELU_FAST(Activation::geluTanh),
    GELU_ACCURATE(Activation::geluTanh),
    GELU_PYTORCH_TANH(Activation::geluTanh),
    GELU_PYTHON_TANH(Activation::geluTanh),
    /** x sigmoid(1.702 x). */
    QUICK_GELU(x -> x.mul(x.mul(Tensors.scalar(1.702)).sigmoid())),
    RELU(torch::relu),
    /** relu(x)^2. */
    RELU2(x -> torch.relu(x).square()),
    RELU6(torch::relu6),
    LEAKY_RELU(torch::leaky_relu),
    SIGMOID(torch::sigmoid),
    /** x sigmoid(x). */
    SILU(torch::silu),
    SWISH(torch::silu),
    MISH(torch::mish),
    HARDSWISH(torch::hardswish),
    TANH(torch::tanh),
    LINEAR(x -> x),
    /** (1 + erf((x - 0.707107) / (0.282095 sqrt 2))) / 2. */
    LAPLACE(x -> x.sub(Tensors.scalar(0.707107))
            .div(Tensors.scalar(0.282095 * Math.sqrt(2)))
            .erf()
            .add(Tensors.scalar(1))
            .mul(Tensors.scalar(0.5)));

    private final UnaryOperator<Tensor> function;

    Activation(UnaryOperator<Tensor> function) {
        this.function = function;
    }

    /** Element by element; the result belongs to the caller's scope. */
    public Tensor apply(Tensor input) {
        try (TensorScope scope = TensorScope.open()) {
            return scope.keep(function.apply(input));
        }
    }

    /** The function of a name; empty where no function has it. */
    public static Optional<Activation> named(String name) {
        return Arrays.stream(values())
                .filter(value -> value.wireName().equals(name))
                .findFirst();
    }

    /** All names, for messages. */
    public static String names() {
        return Arrays.stream(values()).map(Activation::wireName).collect(Collectors.joining(", "));
    }

    /** The name in {@code config.json}. */
    public String wireName() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    private static Tensor geluTanh(Tensor input) {
        return torch.gelu(input, "tanh");
    }
}
