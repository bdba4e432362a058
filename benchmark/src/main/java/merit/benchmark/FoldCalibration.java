package merit.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.DoublePredicate;
import java.util.stream.DoubleStream;
import merit.evaluation.metric.CalibrationChange;
import merit.evaluation.metric.CalibrationMethod;
import merit.evaluation.metric.ClusteredBootstrap;
import merit.evaluation.metric.HeldOutCalibration;
import merit.evaluation.metric.HeldOutCalibration.Outcome;
import merit.evaluation.metric.Interval;
import merit.evaluation.metric.ScoredPair;

/**
 * What calibration is worth on real scores. The held-out pairs of a fold are scored by one model; each half of their prompts
 * is judged by a curve fitted on the other half, and all folds are then measured together.
 */
final class FoldCalibration {
    private static final int HALVES = 2;
    private static final int ROUNDS = 200;
    private static final long SEED = 42;

    private final String name;
    private final List<ScoredPair> pairs;

    /** Of the chosen answer, an array a fold. */
    private final Map<CalibrationMethod, List<double[]>> probabilities = new EnumMap<>(CalibrationMethod.class);

    /**
     * @param name of the scorer
     * @param folds pairs that one model each has not been trained on, of two prompts or more
     */
    FoldCalibration(String name, List<List<ScoredPair>> folds) {
        this.name = name;
        this.pairs = folds.stream().flatMap(List::stream).toList();
        for (List<ScoredPair> fold : folds) {
            HeldOutCalibration.probabilities(fold, HALVES)
                    .forEach((method, p) -> probabilities
                            .computeIfAbsent(method, m -> new ArrayList<>())
                            .add(p));
        }
    }

    Outcome outcome(CalibrationMethod method) {
        return Outcome.of(method, probabilities(method));
    }

    CalibrationChange change(CalibrationMethod method) {
        double[] before = probabilities(CalibrationMethod.NONE);
        return CalibrationChange.of(pairs, before, probabilities(method), ClusteredBootstrap.STANDARD);
    }

    /** Share of pairs whose chosen answer is given more than one half. */
    double right(CalibrationMethod method) {
        return share(method, p -> p > 0.5);
    }

    /** Share of pairs that are called even: small differences to which a curve gives one half. */
    double even(CalibrationMethod method) {
        return share(method, p -> p == 0.5);
    }

    /**
     * What the expected calibration errors would be if these probabilities were true: labels drawn by them never fit to the
     * digit.
     *
     * @return mean over drawn labels, in bins of equal mass and in bins of equal width
     */
    double[] byChance(CalibrationMethod method) {
        Random random = new Random(SEED);
        double[] mean = new double[2];
        for (int round = 0; round < ROUNDS; round++) {
            double[] drawn = DoubleStream.of(probabilities(method))
                    .map(p -> random.nextDouble() < p ? p : 1 - p)
                    .toArray();
            Outcome outcome = Outcome.of(method, drawn);
            mean[0] += outcome.equalMass().error() / ROUNDS;
            mean[1] += outcome.equalWidth().error() / ROUNDS;
        }
        return mean;
    }

    /** One way to calibrate a line; changes with their 95 % intervals. */
    String table() {
        List<String> lines = new ArrayList<>();
        lines.add("calibration of " + name
                + ", fitted on half of each fold's held-out prompts, measured on the other half," + " both ways");
        lines.add(row(pairs.size() + " pairs", "log-loss", "ECE, equal mass", "ECE, equal width", "right"));
        probabilities.keySet().forEach(method -> lines.add(line(method)));
        double[] chance = byChance(CalibrationMethod.TEMPERATURE);
        lines.add(row("by chance", "", percent(chance[0]), percent(chance[1]), "(of true probabilities)"));
        return String.join("\n", lines);
    }

    private String line(CalibrationMethod method) {
        Outcome outcome = outcome(method);
        String right = String.format(Locale.ROOT, "%.2f %%", 100 * right(method))
                + (even(method) > 0 ? " and " + percent(even(method)) + " called even" : "");
        String loss = String.format(Locale.ROOT, "%.4f", outcome.loss());
        String mass = percent(outcome.equalMass().error());
        String width = percent(outcome.equalWidth().error());
        if (method == CalibrationMethod.NONE) {
            return row(method.label(), loss, mass, width, right);
        }
        CalibrationChange change = change(method);
        return row(
                method.label(),
                loss + lossChange(change.loss()),
                mass + points(change.equalMass()),
                width + points(change.equalWidth()),
                right);
    }

    private static String row(String... cells) {
        return String.format(Locale.ROOT, "  %-12s%-36s%-32s%-32s%s", (Object[]) cells);
    }

    private static String lossChange(Interval change) {
        return String.format(Locale.ROOT, " %+.4f (%+.4f to %+.4f)", change.value(), change.low(), change.high());
    }

    private static String points(Interval change) {
        return String.format(
                Locale.ROOT, " %+.1f (%+.1f to %+.1f)", 100 * change.value(), 100 * change.low(), 100 * change.high());
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private double share(CalibrationMethod method, DoublePredicate which) {
        return DoubleStream.of(probabilities(method)).filter(which).count() / (double) pairs.size();
    }

    /** [pairs] Of the chosen answer. */
    private double[] probabilities(CalibrationMethod method) {
        return probabilities.getOrDefault(method, List.of()).stream()
                .flatMapToDouble(Arrays::stream)
                .toArray();
    }
}
