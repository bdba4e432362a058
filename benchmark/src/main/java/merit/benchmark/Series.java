package merit.benchmark;

import java.util.Arrays;

/**
 * One contestant's rates, round by round.
 *
 * @param name of the contestant
 * @param perSecond real tokens a second, one value a round
 */
record Series(String name, double[] perSecond) {
    double median() {
        return median(perSecond);
    }

    double slowest() {
        return Arrays.stream(perSecond).min().orElseThrow();
    }

    double fastest() {
        return Arrays.stream(perSecond).max().orElseThrow();
    }

    /** The median over rounds of this one's rate as a multiple of the other's in the same round. */
    double timesAsFastAs(Series other) {
        double[] ratios = new double[perSecond.length];
        for (int round = 0; round < ratios.length; round++) {
            ratios[round] = perSecond[round] / other.perSecond[round];
        }
        return median(ratios);
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
