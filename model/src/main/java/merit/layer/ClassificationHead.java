package merit.layer;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import merit.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/** A head with its weights, always in fp32. Owns its parameters. For the engine thread. */
public final class ClassificationHead implements AutoCloseable {
    private final HeadLayout layout;
    private final Map<String, Tensor> parameters;

    /**
     * @param parameters leaves by the names of the layout; they pass into the head's hands
     */
    public ClassificationHead(HeadLayout layout, Map<String, Tensor> parameters) {
        this.layout = layout;
        this.parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    public HeadLayout layout() {
        return layout;
    }

    /** How many values it gives a row. */
    public int labels() {
        return Math.toIntExact(parameter(layout.projectionWeight()).size(0));
    }

    /** The last block's states to logits, [rows, labels], in the caller's scope. */
    public Tensor apply(Reading.States states, TokenBatch batch) {
        try (TensorScope scope = TensorScope.open()) {
            return scope.keep(ofRead(read(states, batch)));
        }
    }

    /** The same of what {@link #read} gave, [rows, hidden]. */
    public Tensor ofRead(Tensor read) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor features = featuresOfRead(read);
            Tensor logits = linear(layout.projection().name(), features);
            HeadLayout.Squares squares = layout.squares();
            return scope.keep(
                    squares == null
                            ? logits
                            : logits.add(linear(
                                    squares.weights(),
                                    linear(squares.directions(), features).square())));
        }
    }

    /** What the head takes of the last block's states before any weight of its own, [rows, hidden], fp32, in the caller's scope. */
    public Tensor read(Reading.States states, TokenBatch batch) {
        try (TensorScope scope = TensorScope.open()) {
            return scope.keep(layout.reading().read(states, batch).to(ScalarType.Float));
        }
    }

    /** What the projection is given of the last block's states, [rows, hidden], in the caller's scope. */
    public Tensor features(Reading.States states, TokenBatch batch) {
        try (TensorScope scope = TensorScope.open()) {
            return scope.keep(featuresOfRead(read(states, batch)));
        }
    }

    /** The same of what {@link #read} gave; where no layer stands between, that itself. */
    public Tensor featuresOfRead(Tensor read) {
        HeadLayout.Dense dense = layout.dense();
        return dense == null ? read : through(dense, read);
    }

    private Tensor through(HeadLayout.Dense dense, Tensor read) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor features = dense.activation().apply(linear(dense.name(), read)); // [rows, hidden]
            HeadLayout.Norm norm = dense.norm();
            if (norm != null) {
                features = new LayerNorm(
                                parameter(norm.name() + ".weight"),
                                parameters.get(norm.name() + ".bias"),
                                norm.epsilon())
                        .apply(features);
            }
            return scope.keep(features);
        }
    }

    private Tensor linear(String name, Tensor input) {
        return new DenseLinear(parameter(name + ".weight"), parameters.get(name + ".bias")).apply(input);
    }

    /** The parameters by their names in a classifier's file. */
    public Map<String, Tensor> parameters() {
        return parameters;
    }

    /** The projection's weights, [labels, hidden]. */
    public Tensor projection() {
        return parameter(layout.projectionWeight());
    }

    /** The projection's bias, [labels], or null. */
    public @Nullable Tensor projectionBias() {
        return parameters.get(layout.projectionBias());
    }

    /** Whether the projection's bias is trained: only where the loss says where zero is. */
    public void trainBias(boolean trained) {
        Tensor bias = projectionBias();
        if (bias != null) {
            bias.requires_grad_(trained);
        }
    }

    private Tensor parameter(String name) {
        return Objects.requireNonNull(parameters.get(name), name);
    }

    @Override
    public void close() {
        parameters.values().forEach(Tensor::close);
    }
}
