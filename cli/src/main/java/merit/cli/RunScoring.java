package merit.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import merit.evaluation.metric.EvaluationOptions;
import merit.evaluation.metric.Progress;
import merit.evaluation.metric.ScoredSet;
import merit.preference.CandidateSet;
import merit.rewardmodel.RewardModelFolder;
import merit.rewardmodel.RewardModelScorer;
import merit.rewardmodel.ScoringOptions;
import merit.scoring.Calibration;
import merit.scoring.Scorer;

/** Opens a run, scores with it under a progress bar, and closes it. */
final class RunScoring {
    private RunScoring() {}

    static List<ScoredSet> score(Console console, Path run, List<CandidateSet> sets) throws IOException {
        return with(console, Judged.by(run), ScoringOptions.NONE, scorer -> score(console, scorer, sets));
    }

    /** By a model that is open already. */
    static List<ScoredSet> score(Console console, Scorer scorer, List<CandidateSet> sets) {
        return watched(
                console,
                "Scoring",
                progress -> ScoredSet.score(scorer, sets, EvaluationOptions.STANDARD.withProgress(progress)));
    }

    /** What is kept with a run. */
    static Calibration calibration(Console console, Path run) throws IOException {
        return RewardModelFolder.calibration(ModelPlace.of(run, console));
    }

    static <T> T with(Console console, Judged judged, BiFunction<Scorer, Progress, T> work) throws IOException {
        return with(
                console,
                judged,
                ScoringOptions.NONE,
                scorer -> watched(console, "Scoring", progress -> work.apply(scorer, progress)));
    }

    /**
     * Opens a judge for some work, and closes it.
     *
     * @param reading how a model that was made elsewhere is read
     */
    static <T> T with(Console console, Judged judged, ScoringOptions reading, Function<Scorer, T> work)
            throws IOException {
        try (Interruption interruption = Interruption.of(console, "Stopped before all was measured.");
                Judge judge = judged.open(console, reading)) {
            return work.apply(judge.scorer());
        }
    }

    /** Work under a progress bar. */
    static <T> T watched(Console console, String label, Function<Progress, T> work) {
        try (ProgressBar bar = new ProgressBar(console, label, 0).unit("answers")) {
            return work.apply((done, total) -> bar.of(total).to(done));
        }
    }

    /** What is to be known of the template of a model that was made elsewhere; who trained one here has been told. */
    static void sayNotes(Console console, RewardModelScorer scorer) throws IOException {
        if (RewardModelFolder.isPublished(Path.of(scorer.info().modelId()))) {
            scorer.model().encoder().notes().forEach(note -> console.say("Note", note));
        }
    }
}
