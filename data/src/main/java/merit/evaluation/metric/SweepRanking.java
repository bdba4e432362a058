package merit.evaluation.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Several configurations of a model, measured on the same held-out pairs, the best first. A configuration that was trained from
 * several seeds counts with the mean over them of each pair's figure, so neither a lucky nor an unlucky seed decides; intervals
 * resample prompts. Whether one is worse than the best is read off the difference pair by pair, in which what makes a pair hard for
 * both cancels.
 *
 * <p>The best is chosen on the pairs that it is measured on: its own figure is better than what it will get elsewhere, the more so
 * the more configurations there are (Cawley and Talbot, "On over-fitting in model selection", JMLR 11, 2010).
 *
 * @param metric what they are ranked by
 * @param pairs how many
 * @param prompts distinct clusters among them
 * @param intervals how every interval was made
 * @param places the best first; of equal ones the one that was given first
 */
public record SweepRanking(
        Metric metric, int pairs, int prompts, ClusteredBootstrap intervals, List<SweepRanking.Place> places) {
    /** What configurations are ranked by. */
    public enum Metric {
        /** The log-loss, mean of -ln sigmoid(chosen - rejected), whatever loss was minimised in training. */
        LOSS,
        /** The share of pairs whose chosen answer scores strictly higher. */
        ACCURACY,
        /** Mean of chosen less rejected score. */
        MARGIN;

        /** @throws IllegalArgumentException where it is none of these */
        public static Metric of(String name) {
            for (Metric metric : values()) {
                if (metric.label().equals(name)) {
                    return metric;
                }
            }
            throw new IllegalArgumentException("found " + name + ", need loss, accuracy or margin");
        }

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The figure of one pair. */
        double of(ScoredPair pair) {
            return switch (this) {
                case LOSS -> PairMetrics.softplus(-pair.difference());
                case ACCURACY -> pair.difference() > 0 ? 1 : 0;
                case MARGIN -> pair.difference();
            };
        }

        /** By how much the first value is worse than the second. */
        double worse(double one, double other) {
            return this == LOSS ? one - other : other - one;
        }
    }

    /**
     * A configuration where it came to stand.
     *
     * @param entry its place in the list that was given, from 0
     * @param loss the log-loss, a mean over pairs and seeds
     * @param accuracy the share of pairs that is right, the same
     * @param margin chosen less rejected score, the same
     * @param bySeed the metric of each seed, in the order given
     * @param behind by how much the metric is worse than that of the best, pair by pair; null of the best itself
     */
    public record Place(
            int entry,
            Interval loss,
            Interval accuracy,
            Interval margin,
            List<Double> bySeed,
            @Nullable Interval behind) {
        public Place {
            bySeed = List.copyOf(bySeed);
        }

        public Interval of(Metric metric) {
            return switch (metric) {
                case LOSS -> loss;
                case ACCURACY -> accuracy;
                case MARGIN -> margin;
            };
        }

        /** Whether it is worse than the best by more than chance: the interval of the difference leaves out 0. */
        public boolean isWorse() {
            return behind != null && behind.excludes(0);
        }

        /** The least and the most of the seeds. */
        public double low() {
            return bySeed.stream().min(Comparator.naturalOrder()).orElseThrow();
        }

        public double high() {
            return bySeed.stream().max(Comparator.naturalOrder()).orElseThrow();
        }
    }

    public SweepRanking {
        places = List.copyOf(places);
    }

    /**
     * Ranks.
     *
     * @param entries the scored pairs of each seed of each configuration, all of the same pairs in the same order
     * @throws IllegalArgumentException where they are not, or there is nothing to rank
     */
    public static SweepRanking of(Metric metric, List<List<List<ScoredPair>>> entries, ClusteredBootstrap bootstrap) {
        requireSamePairs(entries);
        Clusters clusters = Clusters.ofPairs(entries.get(0).get(0));
        List<double[]> ranked =
                entries.stream().map(seeds -> figure(metric, seeds)).toList(); // [pairs] each
        List<Integer> order = IntStream.range(0, ranked.size())
                .boxed()
                .sorted((a, b) -> Double.compare(metric.worse(mean(ranked.get(a)), mean(ranked.get(b))), 0))
                .toList();
        int best = order.get(0);
        List<Place> places = new ArrayList<>();
        for (int entry : order) {
            List<List<ScoredPair>> seeds = entries.get(entry);
            double[] behind = new double[clusters.observations()];
            Arrays.setAll(behind, k -> metric.worse(ranked.get(entry)[k], ranked.get(best)[k]));
            List<Interval> means = bootstrap.means(
                    clusters,
                    figure(Metric.LOSS, seeds),
                    figure(Metric.ACCURACY, seeds),
                    figure(Metric.MARGIN, seeds),
                    behind);
            places.add(new Place(
                    entry,
                    means.get(0),
                    bootstrap.bounded(means.get(1), clusters.count()),
                    means.get(2),
                    seeds.stream()
                            .map(seed -> mean(figure(metric, List.of(seed))))
                            .toList(),
                    entry == best ? null : means.get(3)));
        }
        return new SweepRanking(metric, clusters.observations(), clusters.count(), bootstrap, places);
    }

    /** [pairs] The mean over seeds. */
    private static double[] figure(Metric metric, List<List<ScoredPair>> seeds) {
        double[] mean = new double[seeds.get(0).size()];
        for (List<ScoredPair> seed : seeds) {
            Arrays.setAll(mean, k -> mean[k] + metric.of(seed.get(k)) / seeds.size());
        }
        return mean;
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static void requireSamePairs(List<List<List<ScoredPair>>> entries) {
        if (entries.isEmpty()
                || entries.stream().anyMatch(List::isEmpty)
                || entries.get(0).get(0).isEmpty()) {
            throw new IllegalArgumentException(
                    "nothing to rank: found a configuration without scored pairs, need some of each");
        }
        List<String> keys =
                entries.get(0).get(0).stream().map(ScoredPair::cluster).toList();
        boolean same = entries.stream()
                .flatMap(List::stream)
                .allMatch(
                        seed -> seed.stream().map(ScoredPair::cluster).toList().equals(keys));
        if (!same) {
            throw new IllegalArgumentException("configurations are ranked on the same pairs: found pairs of other"
                    + " prompts, or in another order; score all of them on the same data");
        }
    }
}
