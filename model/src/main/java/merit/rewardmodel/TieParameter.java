package merit.rewardmodel;

import java.util.Map;
import java.util.Optional;
import merit.scoring.TieModel;
import merit.tensor.Engine;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * How likely a model's answers tie, as a number that training moves: the logarithm of what the tie model's parameter is above its
 * least, so that no step can leave its range. Owns it. For the engine thread, but for {@link #value}.
 */
public final class TieParameter implements AutoCloseable {
    /** Its name among the trained parameters. */
    public static final String NAME = "ties";

    /** Where training found no ties at all, so few are left that nobody sees them. */
    private static final double LEAST_EXCESS = 1e-9;

    private TieModel.@Nullable Rule rule;
    private @Nullable Tensor logarithm;

    TieParameter() {}

    /** What is known now; null where nothing was learnt of ties. Any thread. */
    public @Nullable TieModel value() {
        return Engine.call(() -> Optional.ofNullable(read())).orElse(null);
    }

    private @Nullable TieModel read() {
        TieModel.Rule known = rule;
        Tensor now = logarithm;
        if (known == null || now == null) {
            return null;
        }
        return new TieModel(known, known.least() + Math.max(LEAST_EXCESS, Math.exp(Tensors.item(now))));
    }

    /** Begins with this and is trained from now on. */
    public void learn(TieModel start) {
        begin(start, true);
    }

    /** Takes what was learnt before. */
    void know(TieModel learnt) {
        begin(learnt, false);
    }

    private void begin(TieModel start, boolean trained) {
        forget();
        float value = (float) Math.log(start.parameter() - start.rule().least());
        try (TensorScope scope = TensorScope.open()) {
            Tensor parameter = Tensors.parameter(Tensors.of(new float[] {value}, 1));
            parameter.requires_grad_(trained);
            logarithm = parameter;
        }
        rule = start.rule();
    }

    /** Says nothing of ties from now on. */
    public void forget() {
        Tensor known = logarithm;
        if (known != null) {
            known.close();
        }
        logarithm = null;
        rule = null;
    }

    /** The logarithm, [1]; it stays this object's. */
    public @Nullable Tensor tensor() {
        return logarithm;
    }

    /** The same by its name, or nothing. */
    public Map<String, Tensor> parameters() {
        Tensor known = logarithm;
        return known == null ? Map.of() : Map.of(NAME, known);
    }

    @Override
    public void close() {
        forget();
    }
}
