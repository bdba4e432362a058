package merit.scoring;

import java.util.Locale;

/**
 * How likely people find two answers as good as one another, by how far their rewards are apart. The value is thread-safe.
 *
 * @param parameter nu or theta of the rule's paper: the larger, the more ties
 */
public record TieModel(Rule rule, double parameter) {
    /** Whose model. */
    public enum Rule {
        /** Davidson (JASA 65, 1970): a win, a tie and a loss are as e^(d/2) : nu : e^(-d/2). */
        DAVIDSON(0),
        /** Rao and Kupper (JASA 62, 1967): a win is sigmoid(d - log theta), a loss sigmoid(-d - log theta), the rest are ties. */
        RAO_KUPPER(1);

        private final double least;

        Rule(double least) {
            this.least = least;
        }

        /** The parameter of a model without ties, above which it must be. */
        public double least() {
            return least;
        }

        /** As people write it: {@code rao-kupper}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public TieModel {
        if (!(parameter > rule.least && Double.isFinite(parameter))) {
            throw new IllegalArgumentException("ties, " + rule.label() + ": found parameter " + parameter
                    + ", need a finite number above " + rule.least);
        }
    }

    /** The model by which equal rewards make a tie with this probability, between 0 and 1. */
    public static TieModel ofShare(Rule rule, double share) {
        return new TieModel(rule, rule.least + 2 * share / (1 - share));
    }

    /** The probability of a tie between answers with rewards {@code a} and {@code b}. */
    public double probability(double a, double b) {
        double lead = Math.abs(a - b);
        return switch (rule) {
            case DAVIDSON -> parameter / (Math.exp(lead / 2) + Math.exp(-lead / 2) + parameter);
            case RAO_KUPPER ->
                (parameter * parameter - 1) / ((1 + parameter * Math.exp(-lead)) * (1 + parameter * Math.exp(lead)));
        };
    }
}
