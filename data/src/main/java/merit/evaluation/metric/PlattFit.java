package merit.evaluation.metric;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import merit.scoring.PlattScaling;
import org.hipparchus.stat.StatUtils;

/**
 * Fits {@link PlattScaling} by Newton's method (Platt 1999; Lin, Lin and Weng, Machine Learning 68, 2007). Instead of 1 and 0
 * it aims at (n1 + 1) / (n1 + 2) and 1 / (n0 + 2), with n1 and n0 the numbers of either label, so that a best curve exists
 * also where every label can be told from the reward.
 */
public final class PlattFit {
    private static final int MOST_STEPS = 200;
    private static final int HALVINGS = 40;
    private static final double CLOSE_ENOUGH = 1e-14;

    private final double[] x;
    private final double[] targets;

    private PlattFit(double[] x, double[] targets) {
        this.x = x;
        this.targets = targets;
    }

    /** From a difference of rewards to the probability that the first is preferred: each pair counts in both orders. */
    public static PlattScaling ofPairs(List<ScoredPair> pairs) {
        return ofDifferences(PairMetrics.column(pairs, ScoredPair::difference));
    }

    static PlattScaling ofDifferences(double[] differences) {
        double[] turned = DoubleStream.of(differences).map(d -> -d).toArray();
        return new PlattScaling(of(differences, turned).slope(), 0);
    }

    /** From a single reward to the probability that the answer is a chosen one, as in the pairs' mix of prompts. */
    public static PlattScaling ofAnswers(List<ScoredPair> pairs) {
        return of(PairMetrics.column(pairs, ScoredPair::chosen), PairMetrics.column(pairs, ScoredPair::rejected));
    }

    /**
     * @param positives rewards of what is labelled 1
     * @param negatives rewards of what is labelled 0
     */
    static PlattScaling of(double[] positives, double[] negatives) {
        if (positives.length == 0 || negatives.length == 0) {
            throw new IllegalArgumentException("a logistic curve: found " + positives.length + " positives and "
                    + negatives.length + " negatives, need at least one of each");
        }
        double[] x = DoubleStream.concat(Arrays.stream(positives), Arrays.stream(negatives))
                .toArray();
        double[] targets = new double[x.length];
        Arrays.fill(targets, 0, positives.length, (positives.length + 1.0) / (positives.length + 2.0));
        Arrays.fill(targets, positives.length, x.length, 1 / (negatives.length + 2.0));
        double mean = StatUtils.mean(x);
        double deviation = Math.sqrt(StatUtils.variance(x));
        double unit = deviation > 0 ? deviation : 1;
        double[] curve = new PlattFit(
                        Arrays.stream(x).map(value -> (value - mean) / unit).toArray(), targets)
                .best();
        return new PlattScaling(curve[0] / unit, curve[1] - curve[0] * mean / unit);
    }

    /** {slope, intercept}. */
    private double[] best() {
        double[] at = {0, 0};
        double loss = loss(at);
        for (int step = 0; step < MOST_STEPS; step++) {
            double[] towards = newton(at);
            double length = 1;
            double[] next = moved(at, towards, length);
            for (int half = 0; half < HALVINGS && loss(next) > loss; half++) {
                length /= 2;
                next = moved(at, towards, length);
            }
            boolean done = Math.hypot(next[0] - at[0], next[1] - at[1]) <= CLOSE_ENOUGH;
            loss = loss(next);
            at = next;
            if (done) {
                break;
            }
        }
        return at;
    }

    private static double[] moved(double[] at, double[] towards, double length) {
        return new double[] {at[0] - length * towards[0], at[1] - length * towards[1]};
    }

    /** The inverse of the second derivatives times the first. */
    private double[] newton(double[] at) {
        double[] first = new double[2];
        double[] second = {1e-12, 0, 1e-12};
        for (int k = 0; k < x.length; k++) {
            double p = 1 / (1 + Math.exp(-(at[0] * x[k] + at[1])));
            double curvature = p * (1 - p) / x.length;
            first[0] += (p - targets[k]) * x[k] / x.length;
            first[1] += (p - targets[k]) / x.length;
            second[0] += curvature * x[k] * x[k];
            second[1] += curvature * x[k];
            second[2] += curvature;
        }
        double determinant = second[0] * second[2] - second[1] * second[1];
        return new double[] {
            (second[2] * first[0] - second[1] * first[1]) / determinant,
            (second[0] * first[1] - second[1] * first[0]) / determinant
        };
    }

    private double loss(double[] at) {
        double sum = 0;
        for (int k = 0; k < x.length; k++) {
            double z = at[0] * x[k] + at[1];
            sum += PairMetrics.softplus(-z) + (1 - targets[k]) * z;
        }
        return sum / x.length;
    }
}
