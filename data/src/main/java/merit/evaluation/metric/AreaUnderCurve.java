package merit.evaluation.metric;

import java.util.Arrays;

/** The chance that a positive outranks a negative, ties half: the area under the ROC curve (Mann-Whitney). */
public final class AreaUnderCurve {
    private AreaUnderCurve() {}

    /** NaN where either side is empty. */
    public static double of(double[] positives, double[] negatives) {
        double[] up = sorted(positives);
        double[] down = sorted(negatives);
        double wins = 0;
        int below = 0;
        int upTo = 0;
        for (double value : up) {
            while (below < down.length && down[below] < value) {
                below++;
            }
            upTo = Math.max(upTo, below);
            while (upTo < down.length && down[upTo] == value) {
                upTo++;
            }
            wins += below + (upTo - below) / 2.0;
        }
        return wins / ((double) up.length * down.length);
    }

    private static double[] sorted(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted;
    }
}
