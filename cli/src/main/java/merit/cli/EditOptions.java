package merit.cli;

import merit.evaluation.audit.Counterfactuals;
import merit.evaluation.metric.Evaluation;
import merit.evaluation.metric.EvaluationOptions;
import merit.scoring.Scorer;
import picocli.CommandLine.Option;

/** Editing answers, to see whether a model stays with its preferences. */
final class EditOptions {
    @Option(
            names = "--edits",
            paramLabel = "N",
            order = 5,
            description = "Pairs whose answers are edited (said twice, made plain, ...) and scored again, to see which"
                    + " preferences turn (${DEFAULT-VALUE}; 0: none).")
    int pairs = Counterfactuals.PAIRS;

    void check() {
        if (pairs < 0) {
            throw new UsageException("--edits: found " + pairs + ", need a number of pairs, or 0 for none.");
        }
    }

    /** What the model that was measured says of edited answers. */
    Counterfactuals of(Console console, Scorer scorer, Evaluation evaluation) {
        if (pairs == 0) {
            return Counterfactuals.notRun("switched off by --edits 0");
        }
        return RunScoring.watched(
                console,
                "Edits",
                progress -> Counterfactuals.of(
                        scorer,
                        evaluation.scored(),
                        pairs,
                        EvaluationOptions.STANDARD
                                .withBootstrap(evaluation.intervals())
                                .withProgress(progress)));
    }

    /** Where there are scores and no model. */
    static Counterfactuals ofScores() {
        return Counterfactuals.notRun("a file of scores has none of edited answers; give the RUN that wrote it");
    }
}
