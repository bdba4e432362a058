package merit.scoring;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** How the rewards that several judges give an answer become one, and how far the judges lie apart. */
public sealed interface EnsembleRule {
    /** The name that {@link #of} reads. */
    String name();

    /** The reward; one value a member. */
    double reward(double[] members);

    /** How much a member counts; they sum to 1. */
    default double[] shares(int members) {
        double[] shares = new double[members];
        Arrays.fill(shares, 1.0 / members);
        return shares;
    }

    /** Refuses as many members as the rule is not for. */
    default void check(int members) {
        if (members < 2) {
            throw new IllegalArgumentException("ensemble: found " + members + " member, need two or more");
        }
    }

    /** The mean, each member counted by its share. */
    default double mean(double[] members) {
        double[] shares = shares(members.length);
        double mean = 0;
        for (int m = 0; m < members.length; m++) {
            mean += shares[m] * members[m];
        }
        return mean;
    }

    /** The mean square of what lies between a member and the mean: over all members, so not by n - 1. */
    default double variance(double[] members) {
        double[] shares = shares(members.length);
        double mean = mean(members);
        double variance = 0;
        for (int m = 0; m < members.length; m++) {
            variance += shares[m] * (members[m] - mean) * (members[m] - mean);
        }
        return variance;
    }

    /** The mean of all. */
    record Mean() implements EnsembleRule {
        @Override
        public String name() {
            return "mean";
        }

        @Override
        public double reward(double[] members) {
            return mean(members);
        }
    }

    /** The lowest: an answer is as good as its sternest judge says ("worst case", Coste et al. 2023). */
    record Minimum() implements EnsembleRule {
        @Override
        public String name() {
            return "min";
        }

        @Override
        public double reward(double[] members) {
            return Arrays.stream(members).min().orElseThrow();
        }
    }

    /**
     * The mean less lambda times the variance: what judges disagree on is worth less ("uncertainty-weighted", Coste et al.,
     * "Reward Model Ensembles Help Mitigate Overoptimization", 2023, whose variance this is).
     *
     * @param lambda 0 or more
     */
    record MeanLessVariance(double lambda) implements EnsembleRule {
        public MeanLessVariance {
            if (!(lambda >= 0 && Double.isFinite(lambda))) {
                throw new IllegalArgumentException(
                        "ensemble mean-variance: found lambda " + lambda + ", need a number from 0, such as 0.5");
            }
        }

        @Override
        public String name() {
            return "mean-variance:" + lambda;
        }

        @Override
        public double reward(double[] members) {
            return mean(members) - lambda * variance(members);
        }
    }

    /**
     * A mean in which some count for more.
     *
     * @param weights one a member, 0 or more; divided by their sum
     */
    record WeightedMean(List<Double> weights) implements EnsembleRule {
        public WeightedMean {
            weights = List.copyOf(weights);
            double sum = weights.stream().mapToDouble(weight -> weight).sum();
            if (weights.stream().anyMatch(weight -> !(weight >= 0)) || !(sum > 0 && Double.isFinite(sum))) {
                throw new IllegalArgumentException("ensemble weighted: found weights " + weights
                        + ", need numbers from 0 of which one is above 0");
            }
        }

        @Override
        public String name() {
            return "weighted:"
                    + String.join(",", weights.stream().map(String::valueOf).toList());
        }

        @Override
        public double reward(double[] members) {
            return mean(members);
        }

        @Override
        public double[] shares(int members) {
            double sum = weights.stream().mapToDouble(weight -> weight).sum();
            return weights.stream().mapToDouble(weight -> weight / sum).toArray();
        }

        @Override
        public void check(int members) {
            EnsembleRule.super.check(members);
            if (members != weights.size()) {
                throw new IllegalArgumentException("ensemble weighted: found " + weights.size() + " weights for "
                        + members + " members, need one a member");
            }
        }
    }

    /**
     * Reads {@code mean}, {@code min}, {@code mean-variance:0.5} or {@code weighted:0.5,0.3,0.2}.
     *
     * @throws IllegalArgumentException for anything else
     */
    static EnsembleRule of(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        int colon = lower.indexOf(':');
        String name = colon < 0 ? lower : lower.substring(0, colon);
        List<Double> numbers = colon < 0 ? List.of() : numbers(text, lower.substring(colon + 1));
        if (name.equals("mean") && numbers.isEmpty()) {
            return new Mean();
        }
        if (name.equals("min") && numbers.isEmpty()) {
            return new Minimum();
        }
        if (name.equals("mean-variance") && numbers.size() == 1) {
            return new MeanLessVariance(numbers.get(0));
        }
        if (name.equals("weighted") && !numbers.isEmpty()) {
            return new WeightedMean(numbers);
        }
        throw unknown(text);
    }

    private static List<Double> numbers(String text, String list) {
        try {
            return Stream.of(list.split(",", -1)).map(Double::valueOf).toList();
        } catch (NumberFormatException e) {
            throw unknown(text);
        }
    }

    private static IllegalArgumentException unknown(String text) {
        return new IllegalArgumentException(
                "ensemble: found \"" + text + "\", need mean, min, mean-variance:0.5 or weighted:0.5,0.3,0.2");
    }
}
