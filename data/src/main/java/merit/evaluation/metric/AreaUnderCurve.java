package merit.evaluation.metric;

import org.hipparchus.stat.ranking.NaNStrategy;
import org.hipparchus.stat.ranking.NaturalRanking;
import org.hipparchus.stat.ranking.TiesStrategy;

/** The chance that a positive outranks a negative, ties half: the area under the ROC curve, from ranks (Mann-Whitney). */
final class AreaUnderCurve {
    private AreaUnderCurve() {}

    static double of(double[] positives, double[] negatives) {
        int p = positives.length;
        int n = negatives.length;
        double[] all = new double[p + n];
        System.arraycopy(positives, 0, all, 0, p);
        System.arraycopy(negatives, 0, all, p, n);
        for (int k = 0; k < all.length; k++) {
            all[k] += 0.0; // ranks would put -0.0 below 0.0
        }
        double[] ranks = new NaturalRanking(NaNStrategy.FAILED, TiesStrategy.AVERAGE).rank(all);
        double sum = 0;
        for (int k = 0; k < p; k++) {
            sum += ranks[k];
        }
        return (sum - p * (p + 1.0) / 2) / ((double) p * n);
    }
}
