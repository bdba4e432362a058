package merit.evaluation.metric;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * How well scores agree with preferences. Means are over pairs; intervals resample prompts.
 *
 * @param pairs how many
 * @param prompts distinct clusters among them
 * @param accuracy share of pairs whose chosen answer scores strictly higher
 * @param accuracyTiesHalf the same, with half a point for equal scores
 * @param ties pairs with equal scores
 * @param margin mean of chosen less rejected score
 * @param loss the log-loss: mean of softplus(rejected - chosen), that is of -ln p with p = sigmoid(chosen - rejected); ln 2
 *     for a scorer that knows nothing
 * @param brier mean of (1 - p)^2 with the same p (Brier, Monthly Weather Review 78, 1950): 0.25 for a scorer that knows
 *     nothing
 * @param auc areas under the ROC curve
 * @param rewards how the scores spread
 * @param length what "the longer answer wins" gets on the same pairs
 */
public record PairMetrics(
        int pairs,
        int prompts,
        Interval accuracy,
        Interval accuracyTiesHalf,
        int ties,
        Interval margin,
        Interval loss,
        Interval brier,
        Auc auc,
        Rewards rewards,
        LengthBaseline length) {

    /**
     * @param differences area with every difference d labelled 1 and -d labelled 0
     * @param rewards area with chosen scores labelled 1 and rejected scores labelled 0, across prompts
     */
    public record Auc(Interval differences, Interval rewards) {}

    /**
     * @param all chosen and rejected together
     * @param chosen in the same bins as {@code rejected}
     * @param rejected in the same bins as {@code chosen}
     * @param margins chosen less rejected, a pair
     */
    public record Rewards(Distribution all, Distribution chosen, Distribution rejected, Distribution margins) {}

    /** @throws IllegalArgumentException where there is no pair */
    public static PairMetrics of(List<ScoredPair> pairs, ClusteredBootstrap bootstrap) {
        if (pairs.isEmpty()) {
            throw new IllegalArgumentException("no pairs to measure: found 0, need at least one pair of a chosen and a"
                    + " rejected answer; equal ratings are ties, not pairs");
        }
        Clusters clusters = Clusters.of(pairs.stream().map(ScoredPair::cluster).toList());
        double[] differences = column(pairs, ScoredPair::difference);
        double[] wins = map(differences, d -> d > 0 ? 1 : 0);
        double[] half = credits(differences);
        List<Interval> means = bootstrap.means(
                clusters,
                wins,
                half,
                differences,
                map(differences, d -> softplus(-d)),
                map(differences, d -> brier(d)));
        return new PairMetrics(
                pairs.size(),
                clusters.count(),
                bootstrap.bounded(means.get(0), clusters.count()),
                bootstrap.bounded(means.get(1), clusters.count()),
                (int) Arrays.stream(differences).filter(d -> d == 0).count(),
                means.get(2),
                means.get(3),
                means.get(4),
                auc(pairs, clusters, bootstrap),
                rewards(pairs, differences),
                LengthBaseline.of(pairs, clusters, bootstrap));
    }

    /** ln(1 + e^x), finite for any finite x. */
    static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    /** Squared distance between 1 and the probability sigmoid(d). */
    static double brier(double difference) {
        double missing = 1 / (1 + Math.exp(difference));
        return missing * missing;
    }

    /** 1 for a positive difference, one half for 0, else 0. */
    static double[] credits(double[] differences) {
        return map(differences, d -> d > 0 ? 1 : d == 0 ? 0.5 : 0);
    }

    static double[] column(List<ScoredPair> pairs, ToDoubleFunction<ScoredPair> value) {
        return pairs.stream().mapToDouble(value).toArray();
    }

    private static double[] map(double[] values, DoubleUnaryOperator function) {
        return DoubleStream.of(values).map(function).toArray();
    }

    private static Auc auc(List<ScoredPair> pairs, Clusters clusters, ClusteredBootstrap bootstrap) {
        double[] differences = column(pairs, ScoredPair::difference);
        Interval ofDifferences = AreaBootstrap.of(bootstrap, clusters, differences, map(differences, d -> -d));
        Interval ofScores = AreaBootstrap.of(
                bootstrap, clusters, column(pairs, ScoredPair::chosen), column(pairs, ScoredPair::rejected));
        return new Auc(
                bootstrap.bounded(ofDifferences, clusters.count()), bootstrap.bounded(ofScores, clusters.count()));
    }

    private static Rewards rewards(List<ScoredPair> pairs, double[] differences) {
        double[] chosen = column(pairs, ScoredPair::chosen);
        double[] rejected = column(pairs, ScoredPair::rejected);
        Distribution all = Distribution.of(DoubleStream.concat(DoubleStream.of(chosen), DoubleStream.of(rejected))
                .toArray());
        double low = all.quantiles().min();
        double high = all.quantiles().max();
        return new Rewards(
                all,
                Distribution.of(chosen, low, high),
                Distribution.of(rejected, low, high),
                Distribution.of(differences));
    }
}
