package merit.cli;

import java.util.List;
import merit.rewardmodel.Objectives;
import merit.rewardmodel.RewardModelEnsemble;
import merit.rewardmodel.RewardModelScorer;
import merit.scoring.Calibration;
import merit.scoring.PairOdds;
import merit.scoring.RowScorer;
import org.jspecify.annotations.Nullable;

/**
 * What gives scores, opened. Owns it.
 *
 * @param scorer of one run, or of several as one
 * @param calibration that is kept with the run; none for several
 * @param members the runs
 */
record Judge(RowScorer scorer, Calibration calibration, List<RewardModelScorer> members) implements AutoCloseable {
    static Judge of(RewardModelScorer run) {
        return new Judge(run, run.calibration(), List.of(run));
    }

    static Judge of(RewardModelEnsemble ensemble) {
        return new Judge(ensemble, Calibration.NONE, ensemble.members());
    }

    /** What the first run's outputs are. */
    Objectives objectives() {
        return members.get(0).objectives();
    }

    /** How rewards become probabilities: by the calibration, and by what was learnt of ties where one run judges. */
    PairOdds odds() {
        return new PairOdds(
                calibration, members.size() == 1 ? members.get(0).model().ties().value() : null);
    }

    /** The largest drift of its runs; null where they compute in fp32 or have no golden scores. */
    @Nullable
    Double drift() {
        return members.stream()
                .flatMap(member -> member.drift().stream().boxed())
                .max(Double::compare)
                .orElse(null);
    }

    @Override
    public void close() {
        scorer.close();
    }
}
