package merit.layer;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A backbone's parameters while it is built of them: layers ask for their own by name, and every linear map is noted, so that it
 * can be replaced. Owns the parameters.
 */
public final class Weights implements AutoCloseable {
    private final Map<String, Tensor> parameters;
    private final Map<String, LinearSlot> linears = new LinkedHashMap<>();
    private final Products products = new Products();

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
        return note(name, new DenseLinear(get(name + ".weight"), find(name + ".bias"), products));
    }

    /** A map stored [in, out], with a bias. */
    public LinearSlot transposed(String name) {
        return note(name, new TransposedLinear(get(name + ".weight"), get(name + ".bias"), products));
    }

    private LinearSlot note(String name, LinearMap map) {
        LinearSlot slot = new LinearSlot(map);
        linears.put(name, slot);
        return slot;
    }

    /** A norm, with a bias where there is one. */
    public LayerNorm layerNorm(String name, double epsilon) {
        return new LayerNorm(get(name + ".weight"), find(name + ".bias"), epsilon);
    }

    /** Another value of a parameter that layers ask for each time they use it; what was there is closed. */
    public void replace(String name, Tensor values) {
        Tensor before = parameters.put(name, Tensors.parameter(values));
        if (before != null) {
            before.close();
        }
    }

    /** All parameters, by plain name. */
    public Map<String, Tensor> parameters() {
        return Collections.unmodifiableMap(parameters);
    }

    /** How all linear maps multiply. */
    public Products products() {
        return products;
    }

    /** The names of the linear maps that were asked for. */
    public Set<String> linearNames() {
        return Collections.unmodifiableSet(linears.keySet());
    }

    /** What is in a linear map's place now. */
    public LinearMap linearMap(String name) {
        return slot(name).map();
    }

    /** Puts another map in a linear map's place, see {@link Backbone#replaceLinear}. */
    public void replaceLinear(String name, UnaryOperator<LinearMap> replacement) {
        slot(name).replace(replacement);
    }

    private LinearSlot slot(String name) {
        LinearSlot slot = linears.get(name);
        if (slot == null) {
            throw new IllegalArgumentException(
                    "linear map: found \"" + name + "\", need one of " + String.join(", ", linears.keySet()));
        }
        return slot;
    }

    @Override
    public void close() {
        products.close();
        parameters.values().forEach(Tensor::close);
    }
}
