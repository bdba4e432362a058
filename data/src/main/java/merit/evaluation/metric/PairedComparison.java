package merit.evaluation.metric;

import java.util.List;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.discrete.BinomialDistribution;

/**
 * Two scorers on the same pairs. The difference is paired, so what makes a pair hard for both cancels.
 *
 * @param pairs how many
 * @param first accuracy of the first scorer (strict wins)
 * @param second accuracy of the second scorer (strict wins)
 * @param difference first less second, with a clustered interval
 * @param onlyFirst pairs that only the first gets right
 * @param onlySecond pairs that only the second gets right
 * @param mcNemar two-sided exact p-value of McNemar's test (Psychometrika 12, 1947), which takes pairs as independent;
 *     where prompts have several pairs, trust the interval
 * @param mcNemarCorrected the same test's p-value by chi-square with Edwards' continuity correction, for readers who know
 *     it from other tools
 * @param disagreements the pairs that only one gets right, the largest difference first
 */
public record PairedComparison(
        int pairs,
        Interval first,
        Interval second,
        Interval difference,
        int onlyFirst,
        int onlySecond,
        double mcNemar,
        double mcNemarCorrected,
        List<Disagreement> disagreements) {

    public PairedComparison {
        disagreements = List.copyOf(disagreements);
    }

    /** Whether the interval of the difference leaves out 0. */
    public boolean isReal() {
        return difference.excludes(0);
    }

    /**
     * @param first scores of the first scorer
     * @param second scores of the second scorer for the same pairs, in the same order
     * @throws IllegalArgumentException where the lists are not of the same pairs
     */
    public static PairedComparison of(List<ScoredPair> first, List<ScoredPair> second, ClusteredBootstrap bootstrap) {
        List<String> keys = first.stream().map(ScoredPair::cluster).toList();
        if (!keys.equals(second.stream().map(ScoredPair::cluster).toList())) {
            throw new IllegalArgumentException("two scorers are compared on the same pairs: found " + first.size()
                    + " and " + second.size() + " pairs of other prompts; score both on the same data");
        }
        double[] wins = wins(first);
        double[] others = wins(second);
        double[] gain = new double[wins.length];
        int onlyFirst = 0;
        int onlySecond = 0;
        for (int k = 0; k < gain.length; k++) {
            gain[k] = wins[k] - others[k];
            onlyFirst += gain[k] > 0 ? 1 : 0;
            onlySecond += gain[k] < 0 ? 1 : 0;
        }
        Clusters clusters = Clusters.of(keys);
        List<Interval> means = bootstrap.means(clusters, wins, others, gain);
        return new PairedComparison(
                gain.length,
                bootstrap.bounded(means.get(0), clusters.count()),
                bootstrap.bounded(means.get(1), clusters.count()),
                means.get(2),
                onlyFirst,
                onlySecond,
                mcNemar(onlyFirst, onlySecond),
                mcNemarCorrected(onlyFirst, onlySecond),
                Disagreement.of(
                        PairMetrics.column(first, ScoredPair::difference),
                        PairMetrics.column(second, ScoredPair::difference)));
    }

    private static double[] wins(List<ScoredPair> pairs) {
        return PairMetrics.column(pairs, pair -> pair.difference() > 0 ? 1 : 0);
    }

    static double mcNemar(int onlyFirst, int onlySecond) {
        int discordant = onlyFirst + onlySecond;
        if (discordant == 0) {
            return 1;
        }
        BinomialDistribution fair = new BinomialDistribution(discordant, 0.5);
        return Math.min(1, 2 * fair.cumulativeProbability(Math.min(onlyFirst, onlySecond)));
    }

    static double mcNemarCorrected(int onlyFirst, int onlySecond) {
        int discordant = onlyFirst + onlySecond;
        if (discordant == 0) {
            return 1;
        }
        double apart = Math.max(0, Math.abs(onlyFirst - onlySecond) - 1);
        return 2 * new NormalDistribution().cumulativeProbability(-apart / Math.sqrt(discordant));
    }
}
