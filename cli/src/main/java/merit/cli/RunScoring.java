package merit.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
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
        return score(console, Judged.by(run), ScoringOptions.NONE, sets);
    }

    /** @param reading how a model that was made elsewhere is read */
    static List<ScoredSet> score(Console console, Judged judged, ScoringOptions reading, List<CandidateSet> sets)
            throws IOException {
        return with(
                console,
                judged,
                reading,
                (scorer, progress) -> ScoredSet.score(scorer, sets, EvaluationOptions.STANDARD.withProgress(progress)));
    }

    /** What is kept with a run. */
    static Calibration calibration(Console console, Path run) throws IOException {
        return RewardModelFolder.calibration(ModelPlace.of(run, console));
    }

    static <T> T with(Console console, Judged judged, BiFunction<Scorer, Progress, T> work) throws IOException {
        return with(console, judged, ScoringOptions.NONE, work);
    }

    private static <T> T with(
            Console console, Judged judged, ScoringOptions reading, BiFunction<Scorer, Progress, T> work)
            throws IOException {
        try (Interruption interruption = Interruption.of(console, "Stopped before all was measured.");
                Judge judge = judged.open(console, reading);
                ProgressBar bar = new ProgressBar(console, "Scoring", 0).unit("answers")) {
            return work.apply(judge.scorer(), (done, total) -> bar.of(total).to(done));
        }
    }

    /** What is to be known of the template of a model that was made elsewhere; who trained one here has been told. */
    static void sayNotes(Console console, RewardModelScorer scorer) throws IOException {
        if (RewardModelFolder.isPublished(Path.of(scorer.info().modelId()))) {
            scorer.model().encoder().notes().forEach(note -> console.say("Note", note));
        }
    }
}
