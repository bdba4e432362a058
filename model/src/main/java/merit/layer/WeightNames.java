package merit.layer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a checkpoint must hold: each name with its shape. Loading is strict, since a weight that silently does not match is a
 * random one: everything missing, unexpected and misshapen is told at once.
 */
public final class WeightNames {
    private static final int LISTED = 12;

    private final Map<String, long[]> needed;

    /**
     * @param needed name to shape, in the order of the checkpoint
     */
    public WeightNames(Map<String, long[]> needed) {
        this.needed = new LinkedHashMap<>(needed);
    }

    /** Every name with its shape, in the order of the checkpoint. */
    public Map<String, long[]> needed() {
        return new LinkedHashMap<>(needed);
    }

    /**
     * Holds what was found against what is needed.
     *
     * @param source the file, as the user knows it
     * @param found name to shape
     * @param extra names beside the needed ones that are no mistake, such as heads
     * @throws IllegalArgumentException listing every name that is missing, unexpected or misshapen
     */
    public void check(String source, Map<String, long[]> found, Predicate<String> extra) {
        String mismatch = mismatch(found, extra);
        if (mismatch != null) {
            throw new IllegalArgumentException(source + ": the weights do not fit config.json: " + mismatch
                    + ". Use the folder's own config.json, or save the model again");
        }
    }

    /**
     * What is wrong with the names that were found: all that are missing, unexpected or misshapen; null where nothing is.
     *
     * @param found name to shape
     * @param extra names beside the needed ones that are no mistake
     */
    public @Nullable String mismatch(Map<String, long[]> found, Predicate<String> extra) {
        List<String> missing = new ArrayList<>();
        List<String> misshapen = new ArrayList<>();
        needed.forEach((name, shape) -> {
            long[] actual = found.get(name);
            if (actual == null) {
                missing.add(name);
            } else if (!Arrays.equals(actual, shape)) {
                misshapen.add(name + " is " + Arrays.toString(actual) + ", need " + Arrays.toString(shape));
            }
        });
        List<String> unexpected = found.keySet().stream()
                .filter(name -> !needed.containsKey(name) && !extra.test(name))
                .toList();
        if (missing.isEmpty() && misshapen.isEmpty() && unexpected.isEmpty()) {
            return null;
        }
        return "found " + found.size() + " names, need " + needed.size() + list("missing", missing)
                + list("unexpected", unexpected) + list("misshapen", misshapen);
    }

    private static String list(String kind, List<String> names) {
        if (names.isEmpty()) {
            return "";
        }
        String more = names.size() > LISTED ? ", and " + (names.size() - LISTED) + " more" : "";
        return "; " + kind + ": " + String.join(", ", names.subList(0, Math.min(LISTED, names.size()))) + more;
    }
}
