package merit.layer;

import java.util.LinkedHashMap;
import java.util.Map;

/** Puts together what a checkpoint must hold, in the checkpoint's order. */
public final class WeightTable {
    private final Map<String, long[]> needed = new LinkedHashMap<>();

    /** Any tensor. */
    public WeightTable put(String name, long... shape) {
        needed.put(name, shape);
        return this;
    }

    /** A linear map with a bias: weight [out, in]. */
    public WeightTable linear(String name, long out, long in) {
        return linear(name, out, in, true);
    }

    /** A linear map: weight [out, in]. */
    public WeightTable linear(String name, long out, long in, boolean bias) {
        put(name + ".weight", out, in);
        return bias ? put(name + ".bias", out) : this;
    }

    /** A norm with a bias. */
    public WeightTable norm(String name, long size) {
        return norm(name, size, true);
    }

    /** A norm. */
    public WeightTable norm(String name, long size, boolean bias) {
        put(name + ".weight", size);
        return bias ? put(name + ".bias", size) : this;
    }

    public WeightNames names() {
        return new WeightNames(needed);
    }
}
