package merit.evaluation.metric;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which observations belong together: those of one prompt are not independent, so they are resampled together.
 */
public final class Clusters {
    private final int[] clusterOf;
    private final int count;

    private Clusters(int[] clusterOf, int count) {
        this.clusterOf = clusterOf;
        this.count = count;
    }

    /** Observation k belongs to the cluster named {@code keys.get(k)}. */
    public static Clusters of(List<String> keys) {
        Map<String, Integer> numbers = new HashMap<>();
        int[] clusterOf = new int[keys.size()];
        for (int k = 0; k < clusterOf.length; k++) {
            Integer next = numbers.size();
            Integer known = numbers.putIfAbsent(keys.get(k), next);
            clusterOf[k] = known == null ? next : known;
        }
        return new Clusters(clusterOf, numbers.size());
    }

    static Clusters ofPrompts(List<RatedPrompt> prompts) {
        return of(prompts.stream().map(RatedPrompt::cluster).toList());
    }

    static Clusters ofPairs(List<ScoredPair> pairs) {
        return of(pairs.stream().map(ScoredPair::cluster).toList());
    }

    /** How many clusters. */
    public int count() {
        return count;
    }

    /** How many observations. */
    public int observations() {
        return clusterOf.length;
    }

    /** The number of an observation's cluster, from 0. */
    public int clusterOf(int observation) {
        return clusterOf[observation];
    }
}
