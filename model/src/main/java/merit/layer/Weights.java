package merit.layer;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A backbone's parameters while it is built of them: layers ask for their own by name, and every linear map is noted, so that it
 * can be replaced.
 */
public final class Weights {
    private final Map<String, Tensor> parameters;
    private final Map<String, LinearSlot> linears = new LinkedHashMap<>();

    /**
     * @param parameters leaves by plain name
     */
    public Weights(Map<String, Tensor> parameters) {
        this.parameters = parameters;
    }

    /** A parameter that must be there. */
    public Tensor get(String name) {
        return Objects.requireNonNull(parameters.get(name), name);
    }

    /** A parameter that some configurations do not have. */
    public @Nullable Tensor find(String name) {
        return parameters.get(name);
    }

    /** A map stored [out, in], with a bias where there is one. */
    public LinearSlot linear(String name) {
        LinearSlot slot = new LinearSlot(new DenseLinear(get(name + ".weight"), find(name + ".bias")));
        linears.put(name, slot);
        return slot;
    }

    /** A norm, with a bias where there is one. */
    public LayerNorm layerNorm(String name, double epsilon) {
        return new LayerNorm(get(name + ".weight"), find(name + ".bias"), epsilon);
    }

    /** All parameters, by plain name. */
    public Map<String, Tensor> parameters() {
        return Collections.unmodifiableMap(parameters);
    }

    /** The linear maps that were asked for, by name. */
    public Map<String, LinearSlot> linears() {
        return Collections.unmodifiableMap(linears);
    }
}
