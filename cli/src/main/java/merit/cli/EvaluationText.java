package merit.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import merit.evaluation.audit.ShortcutAudit;
import merit.evaluation.metric.CandidateMetrics;
import merit.evaluation.metric.Interval;
import merit.evaluation.metric.LearningCurve;
import merit.evaluation.metric.PairMetrics;
import merit.evaluation.metric.PairedComparison;
import merit.evaluation.metric.Selection;
import merit.evaluation.metric.Slice;
import merit.evaluation.metric.SpreadFigures;
import merit.evaluation.metric.StoredCalibration;
import merit.evaluation.metric.TemperatureFit;
import merit.evaluation.report.ComparisonReport;
import merit.evaluation.report.EvaluationReport;
import org.jspecify.annotations.Nullable;

/** The figures of an evaluation as lines for people. */
final class EvaluationText {
    private final Console console;

    EvaluationText(Console console) {
        this.console = console;
    }

    /** Everything that was measured. */
    void print(EvaluationReport report) {
        EvaluationReport.Figures evaluation = report.figures();
        PairMetrics pairs = evaluation.pairs();
        if (pairs != null) {
            print(pairs);
        }
        TemperatureFit fit = evaluation.calibration();
        if (fit != null) {
            console.result("p(a > b)", calibration(fit) + stored(evaluation.storedCalibration()));
        }
        SpreadFigures spread = evaluation.spread();
        if (spread != null) {
            console.result("Spread", FindingsText.spread(spread));
        }
        printLooks(report);
        if (!evaluation.objectives().isEmpty()) {
            console.result(
                    "Objectives",
                    evaluation.objectives().stream()
                            .map(FindingsText::objective)
                            .collect(Collectors.joining("\n")));
        }
        CandidateMetrics candidates = evaluation.candidates();
        if (candidates != null) {
            print(candidates, evaluation.rating() + "");
        }
        if (report.secondJudge() != null) {
            print(report.secondJudge());
        }
    }

    private void print(EvaluationReport.SecondJudge judge) {
        console.result(
                "2nd judge",
                judge.name() + ", of what this model picks:\n" + judge.picks().conclusion());
    }

    /** What the model may reward instead of quality, and where it is worse than elsewhere. */
    private void printLooks(EvaluationReport report) {
        ShortcutAudit shortcuts = report.shortcuts();
        if (shortcuts != null) {
            console.sentences("Shortcuts", FindingsText.shortcuts(shortcuts));
        }
        if (report.figures().pairs() != null) {
            console.sentences("Edits", FindingsText.edits(report.counterfactuals()));
        }
        List<Slice> notable = report.slices().notable();
        if (!notable.isEmpty()) {
            console.result(
                    "Slices",
                    notable.stream()
                            .map(slice -> slice.by() + " = " + slice.value() + ": " + percent(slice.accuracy()))
                            .collect(Collectors.joining("\n")));
        }
    }

    private void print(PairMetrics pairs) {
        console.result("Pairs", Numbers.count(pairs.pairs()) + " of " + Numbers.count(pairs.prompts(), "prompt"));
        console.result(
                "Accuracy",
                percent(pairs.accuracy())
                        + (pairs.ties() == 0
                                ? ""
                                : " · " + Numbers.count(pairs.ties(), "tie") + ", counted as wrong; as half: "
                                        + Numbers.percent(
                                                pairs.accuracyTiesHalf().value())));
        console.result(
                "Length",
                "longer answer wins " + percent(pairs.length().accuracy()) + "\n" + overLength(pairs)
                        + "\nreward rises with length: r = "
                        + Numbers.decimal(pairs.length().correlation(), 2));
        console.result(
                "Margin",
                "mean " + decimal(pairs.margin(), 2) + "\nlog-loss " + decimal(pairs.loss(), 3) + " · Brier "
                        + decimal(pairs.brier(), 3) + "\nAUC "
                        + decimal(pairs.auc().differences(), 3)
                        + " of differences, " + decimal(pairs.auc().rewards(), 3) + " of scores");
        console.result(
                "Rewards",
                "chosen   " + spread(pairs.rewards().chosen()) + "\nrejected "
                        + spread(pairs.rewards().rejected()));
    }

    /** {@code 4.3 points above "longer wins" (0.1 to 8.4)}. */
    static String overLength(PairMetrics pairs) {
        Interval difference = pairs.length().difference();
        boolean above = difference.value() >= 0;
        return points(difference) + " " + (above ? "above" : "below") + " \"longer wins\" " + bounds(difference, above);
    }

    /** {@code temperature 1.31 · loss 0.652}. */
    static String calibration(TemperatureFit fit) {
        if (fit.atLimit()) {
            return "no temperature fits: too few mistakes, or no better than chance";
        }
        return "calibrated, temperature " + Numbers.decimal(fit.calibration().temperature(), 2) + " · loss "
                + Numbers.decimal(fit.lossBefore(), 3) + " before, " + Numbers.decimal(fit.lossAfter(), 3) + " after";
    }

    private static String stored(@Nullable StoredCalibration stored) {
        return stored == null
                ? ""
                : "\nas stored with the run: " + stored.outcome().method().label() + ", fitted on "
                        + Numbers.count(stored.fittedOn(), "pair") + " · loss here "
                        + Numbers.decimal(stored.outcome().loss(), 3) + ", calibration error "
                        + Numbers.percent(stored.outcome().equalMass().error());
    }

    private void print(CandidateMetrics metrics, String rating) {
        Interval spearman = metrics.ranking().spearman();
        console.result(
                "Ratings",
                Numbers.count(metrics.prompts(), "prompt") + " rated by \"" + rating + "\""
                        + (metrics.allEqual() == 0
                                ? ""
                                : " · " + Numbers.count(metrics.allEqual()) + " left out, all answers equal")
                        + (metrics.unrated() == 0
                                ? ""
                                : " · " + Numbers.count(metrics.unrated()) + " left out, not all answers rated")
                        + (spearman == null
                                ? ""
                                : "\nSpearman " + decimal(spearman, 2) + ", mean over "
                                        + Numbers.count(metrics.ranking().ordered(), "prompt")
                                        + " with three answers or more")
                        + "\nNDCG " + decimal(metrics.ranking().ndcg(), 3) + " · MRR "
                        + decimal(metrics.ranking().mrr(), 3));
        Selection likeliest = metrics.picks().likeliest();
        console.result(
                "Picks",
                "the best answer is picked by\n"
                        + pick("reward", metrics.picks().reward())
                        + "\n" + pick("first", metrics.picks().first())
                        + "\n" + pick("random", metrics.picks().random())
                        + "\n" + pick("longest", metrics.picks().longest())
                        + (likeliest == null ? "" : "\n" + pick("most probable", likeliest)));
        Interval gain = metrics.gains().overFirst();
        console.result(
                "Gain",
                points(gain) + " " + bounds(gain, true) + " over the first answer · wins "
                        + percent(metrics.wins().overFirst()) + " against it");
    }

    private static String pick(String rule, Selection selection) {
        return String.format(Locale.ROOT, "%-8s", rule) + " " + percent(selection.accuracy()) + " · mean rating "
                + Numbers.decimal(selection.rating().value(), 2);
    }

    /** Accuracy and loss by size, and what follows. */
    static void learningCurve(Console console, LearningCurve curve) {
        String sizes = curve.points().stream()
                .map(point -> String.format(
                        Locale.ROOT,
                        "%4.0f %%  %s · %s · loss %s",
                        100 * point.share(),
                        Numbers.count(point.pairs(), "pair"),
                        percent(point.accuracy()),
                        decimal(point.loss(), 3)))
                .collect(Collectors.joining("\n"));
        console.result("Curve", sizes);
        console.sentences("", List.of(curve.conclusion()));
    }

    /** What two runs differ in, first against second. */
    static String comparison(ComparisonReport report) {
        PairedComparison compared = report.figures();
        return report.verdict() + "\n"
                + Numbers.count(compared.onlyFirst(), "pair") + " only the first gets right, "
                + Numbers.count(compared.onlySecond()) + " only the second (McNemar's test: p = "
                + Numbers.decimal(compared.mcNemar(), 3) + ")";
    }

    static String percent(Interval share) {
        return share.isBounded()
                ? Numbers.percent(share.value(), share.low(), share.high())
                : Numbers.percent(share.value()) + " (too few prompts for an interval)";
    }

    static String decimal(Interval value, int places) {
        return value.isBounded()
                ? Numbers.decimal(value.value(), value.low(), value.high(), places)
                : Numbers.decimal(value.value(), places);
    }

    private static String spread(merit.evaluation.metric.Distribution rewards) {
        return "mean " + Numbers.decimal(rewards.mean(), 2) + ", from "
                + Numbers.decimal(rewards.quantiles().min(), 2) + " to "
                + Numbers.decimal(rewards.quantiles().max(), 2);
    }

    private static String points(Interval difference) {
        return Numbers.decimal(100 * Math.abs(difference.value()), 1) + " points";
    }

    private static String bounds(Interval difference, boolean above) {
        if (!difference.isBounded()) {
            return "(too few prompts for an interval)";
        }
        double low = 100 * (above ? difference.low() : -difference.high());
        double high = 100 * (above ? difference.high() : -difference.low());
        return "(" + Numbers.decimal(low, 1) + " to " + Numbers.decimal(high, 1) + ")";
    }
}
