package merit.evaluation.metric;

import java.util.List;

/**
 * The cheapest judge there is: the answer with more characters wins, equal lengths half. A reward model that is not
 * clearly above it may have learnt nothing else.
 *
 * @param accuracy of "the longer answer wins"
 * @param difference the scorer's accuracy (ties half) less this baseline's, paired
 * @param correlation Spearman's, between difference in score and difference in length; 0 where either never varies
 */
public record LengthBaseline(Interval accuracy, Interval difference, double correlation) {
    static LengthBaseline of(List<ScoredPair> pairs, Clusters clusters, ClusteredBootstrap bootstrap) {
        double[] scores = PairMetrics.column(pairs, ScoredPair::difference);
        double[] lengths = PairMetrics.column(pairs, pair -> pair.chosenLength() - pair.rejectedLength());
        double[] scorer = PairMetrics.credits(scores);
        double[] longer = PairMetrics.credits(lengths);
        double[] gain = new double[scorer.length];
        for (int k = 0; k < gain.length; k++) {
            gain[k] = scorer[k] - longer[k];
        }
        List<Interval> means = bootstrap.means(clusters, longer, gain);
        return new LengthBaseline(
                bootstrap.bounded(means.get(0), clusters.count()), means.get(1), correlation(scores, lengths));
    }

    static double correlation(double[] x, double[] y) {
        return Ranks.correlation(Ranks.of(x), Ranks.of(y));
    }
}
