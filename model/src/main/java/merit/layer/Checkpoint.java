package merit.layer;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import merit.tensor.TensorScope;
import merit.tensor.TensorSource;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;

/**
 * A file of weights as a family sees it: the backbone's names are plain, whether they stand in the file behind the family's
 * prefix ({@code bert.}) or not; the oldest files' {@code gamma} and {@code beta} of a norm are its weight and bias. Heads may
 * stand beside the backbone. Does not own the file.
 */
public final class Checkpoint {
    /** Buffers that old versions of transformers saved. */
    private static final List<String> BUFFERS =
            List.of("position_ids", "token_type_ids", "attn.bias", "attention.bias", "masked_bias", "inv_freq");

    private final TensorSource source;
    private final String prefix;
    private final Map<String, String> stored = new LinkedHashMap<>();

    /**
     * @param prefix of the backbone's names in a classifier's file, with its dot
     */
    public Checkpoint(TensorSource source, String prefix) {
        this.source = source;
        this.prefix = prefix;
        for (String name : source.shapes().keySet()) {
            String plain = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
            stored.put(
                    plain.replace("LayerNorm.gamma", "LayerNorm.weight").replace("LayerNorm.beta", "LayerNorm.bias"),
                    name);
        }
    }

    /** The file, as the user knows it. */
    public String name() {
        return source.name();
    }

    /** Every plain name with its shape. */
    public Map<String, long[]> shapes() {
        Map<String, long[]> shapes = source.shapes();
        Map<String, long[]> found = new LinkedHashMap<>();
        stored.forEach((plain, name) -> found.put(plain, shapes.getOrDefault(name, new long[0])));
        return found;
    }

    /** Whether the file holds a weight, by its plain name or by its name in a classifier. */
    public boolean has(String name) {
        return stored.containsKey(plain(name));
    }

    /** The names in the file that are not among a backbone's. */
    public Set<String> namesBeside(Set<String> backbone) {
        return stored.entrySet().stream()
                .filter(entry -> !backbone.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /**
     * Reads a backbone, strictly: nothing may be missing or misshapen, and no name under one of its own roots unknown.
     *
     * @return trainable leaves by plain name, owned by the caller
     * @throws IllegalArgumentException listing every name that is missing, unexpected or misshapen
     */
    public Map<String, Tensor> parameters(WeightNames names) {
        return parameters(names, Set.of());
    }

    /**
     * The same.
     *
     * @param unread names that may be there and have no use
     */
    public Map<String, Tensor> parameters(WeightNames names, Set<String> unread) {
        Set<String> roots =
                names.needed().keySet().stream().map(Checkpoint::root).collect(Collectors.toSet());
        names.check(
                name(),
                shapes(),
                name -> !roots.contains(root(name))
                        || unread.contains(name)
                        || BUFFERS.stream().anyMatch(name::endsWith));
        return leaves(names.needed().keySet());
    }

    /**
     * Reads weights, by their plain names or their names in a classifier.
     *
     * @return trainable leaves by the names that were asked for, owned by the caller
     */
    public Map<String, Tensor> leaves(Iterable<String> names) {
        Map<String, Tensor> leaves = new LinkedHashMap<>();
        try {
            for (String name : names) {
                leaves.put(name, leaf(stored.getOrDefault(plain(name), name)));
            }
        } catch (RuntimeException e) {
            leaves.values().forEach(Tensor::close);
            throw e;
        }
        return leaves;
    }

    /**
     * Whether the file holds these values under a plain name.
     *
     * @param values in fp32
     */
    public boolean holds(String name, Tensor values) {
        String found = stored.get(name);
        try (TensorScope scope = TensorScope.open()) {
            return found != null
                    && Arrays.equals(source.shapes().get(found), Tensors.shape(values))
                    && source.read(found).equal(values);
        }
    }

    private Tensor leaf(String name) {
        try (TensorScope scope = TensorScope.open()) {
            return Tensors.parameterOf(source.read(name));
        }
    }

    private String plain(String name) {
        return !stored.containsKey(name) && name.startsWith(prefix) ? name.substring(prefix.length()) : name;
    }

    private static String root(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }
}
