package merit.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import merit.evaluation.metric.ClusteredBootstrap;
import merit.evaluation.metric.Evaluation;
import merit.evaluation.metric.LearningCurve;
import merit.evaluation.metric.LearningCurve.Measured;
import merit.evaluation.report.EvaluationReport;
import merit.preference.CandidateSet;
import merit.preference.PreferenceSplit;
import merit.rewardmodel.RewardModel;
import merit.training.Provenance;
import merit.training.RewardTrainer;

/**
 * The training of a run again on smaller shares of its training prompts, each from the start and by the same settings, and each
 * measured on what the run was measured on. Nothing of it is saved.
 */
final class LearningCurveRun {
    private static final List<Double> SHARES = List.of(0.1, 0.25, 0.5);

    private final Console console;
    private final TrainingRun run;
    private final TrainingRun.Request request;

    LearningCurveRun(Console console, TrainingRun run, TrainingRun.Request request) {
        this.console = console;
        this.run = run;
        this.request = request;
    }

    /**
     * The run's report with the curve, or as it is where no share of the prompts is enough to train on.
     *
     * @param whole of the run itself, on all prompts
     */
    EvaluationReport addTo(EvaluationReport report, Evaluation whole) throws IOException {
        List<Measured> sizes = new ArrayList<>();
        try (Interruption interruption =
                Interruption.of(console, "Stopped; the run is saved, with a report that lacks the learning curve.")) {
            for (double share : SHARES) {
                List<CandidateSet> part = part(share);
                try {
                    if (Floor.hasPairs(part)) {
                        sizes.add(measured(share, part, evaluate(share, part)));
                    }
                } catch (IllegalArgumentException e) { // too few for what is asked, such as a data set by its weight
                    console.say("Curve", "without " + Numbers.percent(share) + ": " + e.getMessage());
                }
            }
        }
        if (sizes.isEmpty()) {
            console.say("Curve", "none: no share of the training prompts is enough; bring more of them");
            return report;
        }
        sizes.add(measured(1, request.train().all(), whole));
        return report.with(LearningCurve.of(sizes, ClusteredBootstrap.STANDARD));
    }

    /** By prompt, and so that a larger share has all of a smaller one. */
    private List<CandidateSet> part(double share) {
        return new PreferenceSplit(request.config().seed())
                .holdOut(request.train().all(), share)
                .heldOut();
    }

    private Evaluation evaluate(double share, List<CandidateSet> part) throws IOException {
        console.say("Curve", Numbers.percent(share) + " of the training prompts, " + pairs(part));
        try (RewardModel model = run.open()) {
            new RewardTrainer(model, request.config(), new TrainingDisplay(console), null, Provenance.NONE)
                    .sharing(run.shared())
                    .fitSets(request.train().only(part), request.held());
            return run.evaluate(model);
        }
    }

    private static String pairs(List<CandidateSet> part) {
        return Numbers.count(Floor.pairs(part).size(), "pair");
    }

    private static Measured measured(double share, List<CandidateSet> part, Evaluation evaluation) {
        int prompts =
                (int) part.stream().map(PreferenceSplit::groupKey).distinct().count();
        return new Measured(share, prompts, Floor.pairs(part).size(), evaluation);
    }
}
