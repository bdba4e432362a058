package merit.backbone.decoder;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import merit.layer.DenseLinear;
import merit.layer.LayerNorm;
import merit.layer.LinearSlot;
import merit.layer.TransposedLinear;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;

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

    public Tensor get(String name) {
        return Objects.requireNonNull(parameters.get(name), name);
    }

    /** A map stored [out, in], with a bias where there is one. */
    public LinearSlot linear(String name) {
        return note(name, new LinearSlot(new DenseLinear(get(name + ".weight"), parameters.get(name + ".bias"))));
    }

    /** A map stored [in, out], with a bias. */
    public LinearSlot transposed(String name) {
        return note(name, new LinearSlot(new TransposedLinear(get(name + ".weight"), get(name + ".bias"))));
    }

    public LayerNorm layerNorm(String name, double epsilon) {
        return new LayerNorm(get(name + ".weight"), get(name + ".bias"), epsilon);
    }

    private LinearSlot note(String name, LinearSlot slot) {
        linears.put(name, slot);
        return slot;
    }

    /** Another value of a parameter that layers ask for each time they use it; what was there is closed. */
    void replace(String name, Tensor values) {
        Tensor before = parameters.put(name, Tensors.parameter(values));
        if (before != null) {
            before.close();
        }
    }

    Map<String, Tensor> parameters() {
        return parameters;
    }

    Map<String, LinearSlot> linears() {
        return linears;
    }
}
