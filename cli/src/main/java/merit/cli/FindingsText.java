package merit.cli;

import static merit.cli.EvaluationText.decimal;
import static merit.cli.EvaluationText.percent;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import merit.evaluation.audit.Counterfactuals;
import merit.evaluation.audit.EditEffect;
import merit.evaluation.audit.ShortcutAudit;
import merit.evaluation.metric.Interval;
import merit.evaluation.metric.ObjectiveFigures;
import merit.evaluation.metric.SpreadFigures;

/** What an evaluation found of a model's outputs, of an ensemble's members and of edited answers, as text. */
final class FindingsText {
    private FindingsText() {}

    /** Accuracy by how far an ensemble's members lie apart. */
    static String spread(SpreadFigures spread) {
        String thirds = spread.thirds().stream()
                .map(third -> "spread " + Numbers.decimal(third.from(), 2) + " to " + Numbers.decimal(third.to(), 2)
                        + ": " + percent(third.accuracy()) + " of " + Numbers.count(third.pairs(), "pair"))
                .collect(Collectors.joining("\n"));
        String change = Numbers.decimal(100 * Math.abs(spread.difference()), 1) + " points "
                + (spread.difference() < 0 ? "below" : "above") + " the rest, p = "
                + Numbers.decimal(spread.probability(), 3);
        return thirds + "\n"
                + (spread.foretellsErrors()
                        ? "a large spread foretells errors: "
                        : "it foretells no errors beyond chance: ")
                + change;
    }

    /** {@code helpful: 65.0 % (60.1 to 69.9) of 400 pairs · Spearman 0.31 (0.20 to 0.42) over 90 prompts}. */
    static String objective(ObjectiveFigures figures) {
        Interval accuracy = figures.accuracy();
        Interval spearman = figures.spearman();
        return figures.objective() + ": "
                + (accuracy == null ? "no pairs" : percent(accuracy) + " of " + Numbers.count(figures.pairs(), "pair"))
                + (spearman == null
                        ? ""
                        : " · Spearman " + decimal(spearman, 2) + " over "
                                + Numbers.count(figures.prompts(), "prompt"));
    }

    /** The looks that the model pays for, length too where it likes it for itself. */
    static List<String> shortcuts(ShortcutAudit audit) {
        List<String> all = new ArrayList<>();
        audit.found().forEach(shortcut -> all.add(shortcut.meaning()));
        if (audit.length().notable()) {
            all.add(audit.length().meaning());
        }
        return all.isEmpty() ? List.of("none shows") : all;
    }

    /** What turned when answers were edited, or why nothing was. */
    static List<String> edits(Counterfactuals edits) {
        if (edits.notRun() != null) {
            return List.of("not run: " + edits.notRun());
        }
        return edits.found().isEmpty()
                ? List.of("of " + Numbers.count(edits.pairs(), "pair") + ", none turns one preference in ten")
                : edits.found().stream().map(EditEffect::meaning).toList();
    }
}
