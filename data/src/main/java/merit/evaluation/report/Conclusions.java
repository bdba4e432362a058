package merit.evaluation.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import merit.evaluation.audit.Counterfactuals;
import merit.evaluation.audit.EditEffect;
import merit.evaluation.audit.Shortcut;
import merit.evaluation.audit.ShortcutAudit;
import merit.evaluation.metric.CandidateMetrics;
import merit.evaluation.metric.Interval;
import merit.evaluation.metric.PairMetrics;
import merit.evaluation.metric.Slices;
import merit.evaluation.metric.TemperatureFit;
import merit.evaluation.report.EvaluationReport.Baseline;
import merit.evaluation.report.EvaluationReport.Figures;
import org.jspecify.annotations.Nullable;

/** What the figures mean, said in sentences. The sentences stand in {@code conclusions.txt}, one a line. */
final class Conclusions {
    /** Score and length going together this much deserves a sentence. */
    private static final double NOTABLE_CORRELATION = 0.3;

    /** An interval wider than this says that more data is needed. */
    private static final double WIDE = 0.1;

    /** A temperature this close to 1 is not worth applying. */
    private static final double NEAR = 0.1;

    /** More shortcuts, or edits, than these are left to their section. */
    private static final int MOST_SHORTCUTS = 2;

    private Conclusions() {}

    /** Of the figures alone; what {@code shortcuts} say of length is not said twice. */
    static List<String> of(Figures figures, List<Baseline> baselines, @Nullable ShortcutAudit shortcuts) {
        Map<String, Object> content = new LinkedHashMap<>();
        if (figures.pairs() != null) {
            content.put("level", Wording.level(figures.intervals().level()));
            content.put("pairs", pairs(figures.pairs()));
            content.put("lengths", shortcuts != null && shortcuts.findsLength() ? List.of() : lengths(figures.pairs()));
            content.put(
                    "baselines", baselines.stream().map(Conclusions::baseline).toList());
        }
        if (figures.candidates() != null) {
            content.put("candidates", candidates(figures.candidates()));
        }
        if (figures.calibration() != null && !isUseless(figures.pairs())) {
            content.put("calibration", calibration(figures.calibration()));
        }
        return Templates.plain("conclusions.txt", content)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    /** What looks of answers, edits of them and parts of the data add. */
    static List<String> of(
            Figures figures, @Nullable ShortcutAudit shortcuts, Counterfactuals counterfactuals, Slices slices) {
        List<String> lines = new ArrayList<>();
        if (shortcuts != null) {
            shortcuts.found().stream()
                    .limit(MOST_SHORTCUTS)
                    .map(Shortcut::meaning)
                    .forEach(lines::add);
        }
        counterfactuals.found().stream()
                .limit(MOST_SHORTCUTS)
                .map(EditEffect::meaning)
                .forEach(lines::add);
        slices.notable().stream()
                .filter(slice -> slice.difference() < 0 && !isUseless(figures.pairs()))
                .limit(1)
                .map(slice -> "It is weakest where " + SliceSection.said(slice)
                        + ". Look at those pairs before using the model there.")
                .forEach(lines::add);
        return lines;
    }

    /** Whether no choice between answers should be left to the model: then no advice on how to use it follows. */
    static boolean isUseless(@Nullable PairMetrics pairs) {
        return pairs != null
                && (!pairs.accuracy().excludes(0.5) || pairs.accuracy().value() < 0.5);
    }

    private static Map<String, Object> pairs(PairMetrics pairs) {
        Interval accuracy = pairs.accuracy();
        return Map.of(
                "pairs",
                Wording.count(pairs.pairs()),
                "prompts",
                Wording.count(pairs.prompts()),
                "accuracy",
                Wording.percent(accuracy.value()),
                "range",
                Wording.range(accuracy),
                "ties",
                pairs.ties() == 0 ? List.of() : Wording.count(pairs.ties()),
                "useless",
                isUseless(pairs),
                "wide",
                !(accuracy.high() - accuracy.low() <= WIDE));
    }

    private static Map<String, Object> lengths(PairMetrics pairs) {
        double correlation = pairs.length().correlation();
        return Map.of(
                "rises", correlation >= NOTABLE_CORRELATION ? Wording.number(correlation) : List.of(),
                "falls", correlation <= -NOTABLE_CORRELATION ? Wording.number(correlation) : List.of());
    }

    private static Map<String, Object> baseline(Baseline baseline) {
        Interval difference = baseline.difference();
        return Map.of(
                "name", baseline.name(),
                "accuracy", Wording.percent(baseline.accuracy().value()),
                "points", Wording.points(difference.value()),
                "size", Wording.points(Math.abs(difference.value())).substring(1),
                "range", Wording.pointsRange(difference),
                "above", difference.excludes(0) && difference.value() > 0,
                "below", difference.excludes(0) && difference.value() < 0,
                "open", !difference.excludes(0));
    }

    private static Map<String, Object> candidates(CandidateMetrics candidates) {
        Interval gain = candidates.gains().overRandom();
        return Map.of(
                "prompts", Wording.count(candidates.prompts()),
                "reward", Wording.percent(candidates.picks().reward().accuracy().value()),
                "rewardRange", Wording.range(candidates.picks().reward().accuracy()),
                "random", Wording.percent(candidates.picks().random().accuracy().value()),
                "points", Wording.points(gain.value()),
                "range", Wording.pointsRange(gain),
                "above", gain.excludes(0) && gain.value() > 0,
                "open", !gain.excludes(0),
                "below", gain.excludes(0) && gain.value() < 0);
    }

    private static Map<String, Object> calibration(TemperatureFit fit) {
        double temperature = fit.calibration().temperature();
        boolean gains = fit.after().error() < fit.before().error();
        return Map.of(
                "atLimit", fit.atLimit(),
                "temperature", Wording.number(temperature),
                "before", Wording.percent(fit.before().error()),
                "after", Wording.percent(fit.after().error()),
                "right", Math.abs(temperature - 1) < NEAR || !gains,
                "tooSure", temperature >= 1 + NEAR && gains,
                "tooShy", temperature <= 1 - NEAR && gains);
    }
}
