package merit.tensor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Adafactor (Shazeer and Stern, Adafactor: Adaptive Learning Rates with Sublinear Memory Cost, 2018), as transformers runs it for
 * {@code optim=adafactor}: at the learning rate it is given ({@code scale_parameter} and {@code relative_step} off) and without a mean
 * gradient. Of a matrix it remembers the squares' means by row (the paper's R) and by column (C), of a vector each square (V); beta2 is
 * 1 - t^-0.8, epsilon1 1e-30, the clipping threshold d 1. A matrix of 384 x 384 takes 0.02 bytes a weight, where AdamW takes 8.
 *
 * <p>Not supported: relative steps, scaling by the size of parameters, a first moment. One kernel after another a parameter, so slower
 * than {@link FusedAdamw}. Owns its memory, not the parameters. For the engine thread.
 */
public final class Adafactor implements AutoCloseable {
    private static final double EPSILON = 1e-30;
    private static final double DECAY = -0.8;
    private static final double THRESHOLD = 1;
    private static final String STEP = "step";
    private static final String ROWS = "exp_avg_sq_row";
    private static final String COLUMNS = "exp_avg_sq_col";
    private static final String SQUARES = "exp_avg_sq";

    private final List<Tensor> parameters;
    private final List<Tensor> steps;
    private final List<Map<String, Tensor>> state = new ArrayList<>();

    /** Means of zero for leaf tensors of fp32. */
    public Adafactor(List<Tensor> parameters) {
        this.parameters = List.copyOf(parameters);
        try (TensorScope scope = TensorScope.open()) {
            steps = Moving.noSteps(parameters);
            for (int i = 0; i < parameters.size(); i++) {
                Map<String, Tensor> one = means(parameters.get(i));
                one.put(STEP, steps.get(i));
                state.add(one);
            }
        }
    }

    private static Map<String, Tensor> means(Tensor parameter) {
        Map<String, Tensor> means = new LinkedHashMap<>();
        int dimensions = Math.toIntExact(parameter.dim());
        if (dimensions < 2) {
            means.put(SQUARES, zeros(Tensors.shape(parameter)));
            return means;
        }
        means.put(ROWS, zeros(without(dimensions - 1, parameter)));
        means.put(COLUMNS, zeros(without(dimensions - 2, parameter)));
        return means;
    }

    private static long[] without(int dimension, Tensor parameter) {
        long[] shape = Tensors.shape(parameter);
        long[] less = new long[shape.length - 1];
        System.arraycopy(shape, 0, less, 0, dimension);
        System.arraycopy(shape, dimension + 1, less, dimension, less.length - dimension);
        return less;
    }

    private static Tensor zeros(long... shape) {
        return TensorScope.own(Tensors.zeros(ScalarType.Float, shape));
    }

    /** One step along the gradients that are there; a parameter without one is left alone. */
    public void step(double learningRate, double weightDecay) {
        try (TensorScope scope = TensorScope.open();
                Gradients off = Gradients.off()) {
            Moving moving = Moving.of(parameters, steps);
            for (int i = 0; i < moving.indices().size(); i++) {
                try (TensorScope each = TensorScope.open()) {
                    int place = moving.indices().get(i);
                    Tensor update = update(moving.gradients().get(i), state.get(place));
                    Tensor parameter = parameters.get(place);
                    parameter.add_(parameter, Tensors.scalar(-weightDecay * learningRate));
                    parameter.sub_(update, Tensors.scalar(learningRate));
                }
            }
        }
    }

    /** The paper's U hat, shaped as the gradient, in the current scope. */
    private static Tensor update(Tensor gradient, Map<String, Tensor> memory) {
        double beta2 = 1 - Math.pow(Tensors.item(memory(memory, STEP)), DECAY);
        Tensor squares = gradient.square().add_(Tensors.scalar(EPSILON));
        Tensor update = gradient.dim() < 2
                ? mean(memory(memory, SQUARES), squares, beta2).rsqrt().mul_(gradient)
                : factored(squares, memory, beta2).mul_(gradient);
        double size = Tensors.item(update.norm()) / Math.sqrt((double) update.numel());
        return update.div_(Tensors.scalar(Math.max(1, size / THRESHOLD)));
    }

    /** 1 / sqrt(R C / mean R), [..., rows, columns]. */
    private static Tensor factored(Tensor squares, Map<String, Tensor> memory, double beta2) {
        Tensor rows = mean(memory(memory, ROWS), squares.mean(-1), beta2); // [..., rows]
        Tensor columns = mean(memory(memory, COLUMNS), squares.mean(-2), beta2); // [..., columns]
        Tensor ofRows = rows.div(rows.mean(new long[] {-1}, true, null)).rsqrt().unsqueeze(-1);
        return ofRows.mul(columns.unsqueeze(-2).rsqrt());
    }

    /** Moves a running mean, which it returns. */
    private static Tensor mean(Tensor running, Tensor now, double beta2) {
        return running.mul_(Tensors.scalar(beta2)).add_(now, Tensors.scalar(1 - beta2));
    }

    private static Tensor memory(Map<String, Tensor> memory, String name) {
        return Objects.requireNonNull(memory.get(name), name);
    }

    /** What is remembered of each parameter, in their order, by transformers' names; it stays this object's. */
    public List<Map<String, Tensor>> state() {
        return state;
    }

    @Override
    public void close() {
        state.forEach(one -> one.values().forEach(Tensor::close));
    }
}
