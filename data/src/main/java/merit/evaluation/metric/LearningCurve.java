package merit.evaluation.metric;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;

/**
 * What more labels are worth: the same training on growing shares of the training prompts, each measured on the same held-out
 * pairs. Shares are nested, so that a larger one has all prompts of a smaller one.
 *
 * @param points by size, the smallest first
 * @param accuracyGain accuracy (strict wins) at the largest size less that at the one before, paired by pair
 * @param lossGain log-loss at the largest size less that at the one before, paired by pair: below 0 is better
 * @param level of all intervals, e.g. 0.95
 * @param verdict what follows
 */
public record LearningCurve(
        List<Point> points, Interval accuracyGain, Interval lossGain, double level, Verdict verdict) {

    /**
     * One size.
     *
     * @param share of the training prompts
     * @param prompts that were trained on
     * @param pairs that were trained on
     * @param accuracy on the held-out pairs
     * @param loss the log-loss on them
     */
    public record Point(double share, int prompts, int pairs, Interval accuracy, Interval loss) {}

    /** A size with what was measured of the model that was trained on it. */
    public record Measured(double share, int prompts, int pairs, Evaluation evaluation) {
        private PairMetrics figures() {
            PairMetrics figures = evaluation.pairs();
            if (figures == null) {
                throw new IllegalArgumentException("a learning curve: found no held-out pairs, need at least one");
            }
            return figures;
        }

        private Point point() {
            return new Point(
                    share, prompts, pairs, figures().accuracy(), figures().loss());
        }
    }

    /** Whether more labels would help. */
    public enum Verdict {
        /** Accuracy rose from the last size but one, beyond chance. */
        HELP,
        /** Accuracy neither rose nor fell beyond chance, but the loss, which sees smaller steps, fell. */
        PROBABLY_HELP,
        /** Nothing rose beyond chance. */
        NOT_CLEARLY,
        /** Accuracy fell, beyond chance. */
        FELL;

        static Verdict of(Interval accuracyGain, Interval lossGain) {
            if (accuracyGain.excludes(0)) {
                return accuracyGain.value() > 0 ? HELP : FELL;
            }
            return lossGain.excludes(0) && lossGain.value() < 0 ? PROBABLY_HELP : NOT_CLEARLY;
        }
    }

    public LearningCurve {
        points = List.copyOf(points);
    }

    /**
     * @param sizes two or more, the smallest first, all measured on the same pairs
     * @throws IllegalArgumentException where they are not
     */
    public static LearningCurve of(List<Measured> sizes, ClusteredBootstrap bootstrap) {
        if (sizes.size() < 2) {
            throw new IllegalArgumentException("a learning curve: found " + sizes.size()
                    + " sizes, need two or more; bring more training prompts");
        }
        Evaluation last = sizes.get(sizes.size() - 1).evaluation();
        Evaluation before = sizes.get(sizes.size() - 2).evaluation();
        PairedComparison compared = last.comparedWith(before, bootstrap);
        Interval lossGain = lossGain(last.scoredPairs(), before.scoredPairs(), bootstrap);
        return new LearningCurve(
                sizes.stream().map(Measured::point).toList(),
                compared.difference(),
                lossGain,
                bootstrap.level(),
                Verdict.of(compared.difference(), lossGain));
    }

    private static Interval lossGain(List<ScoredPair> last, List<ScoredPair> before, ClusteredBootstrap bootstrap) {
        double[] gain = new double[last.size()];
        for (int k = 0; k < gain.length; k++) {
            gain[k] = PairMetrics.softplus(-last.get(k).difference())
                    - PairMetrics.softplus(-before.get(k).difference());
        }
        return bootstrap.mean(Clusters.ofPairs(last), gain);
    }

    /** What it says, in a sentence. */
    @JsonProperty
    public String conclusion() {
        Point last = points.get(points.size() - 1);
        Point before = points.get(points.size() - 2);
        return String.format(
                Locale.ROOT,
                "From %s to %s of the training prompts (%,d to %,d pairs) %s and %s: %s",
                percent(before.share()),
                percent(last.share()),
                before.pairs(),
                last.pairs(),
                accuracyMoved(),
                lossMoved(),
                meaning());
    }

    private String accuracyMoved() {
        String bounds = accuracyGain.isBounded()
                ? String.format(
                        Locale.ROOT,
                        " (%s interval %+.1f to %+.1f)",
                        percent(level),
                        100 * accuracyGain.low(),
                        100 * accuracyGain.high())
                : "";
        return String.format(
                Locale.ROOT, "accuracy %s by %.1f points%s", verb(accuracyGain), 100 * size(accuracyGain), bounds);
    }

    private String lossMoved() {
        String bounds = lossGain.isBounded()
                ? String.format(Locale.ROOT, " (%+.3f to %+.3f)", lossGain.low(), lossGain.high())
                : "";
        return String.format(Locale.ROOT, "loss %s by %.3f%s", verb(lossGain), size(lossGain), bounds);
    }

    private static String verb(Interval gain) {
        return gain.value() < 0 ? "fell" : "rose";
    }

    private static double size(Interval gain) {
        return Math.abs(gain.value());
    }

    private String meaning() {
        return switch (verdict) {
            case HELP -> "more labels of this kind would help.";
            case PROBABLY_HELP -> "more labels of this kind would probably help.";
            case NOT_CLEARLY -> "more labels of this kind would not clearly help" + unnoticed();
            case FELL -> "more labels of this kind would not help; look at their noise, and at the learning rate.";
        };
    }

    private String unnoticed() {
        return accuracyGain.isBounded() && accuracyGain.low() < accuracyGain.high()
                ? String.format(
                        Locale.ROOT,
                        "; on these held-out pairs a gain of up to %.1f points would go unnoticed.",
                        100 * accuracyGain.high())
                : "; these held-out pairs are too few to tell.";
    }

    private static String percent(double share) {
        return new DecimalFormat("0.##", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(100 * share) + " %";
    }
}
