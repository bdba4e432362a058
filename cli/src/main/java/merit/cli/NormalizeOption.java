package merit.cli;

import java.nio.file.Path;
import merit.rewardmodel.RewardModelScorer;
import merit.scoring.Calibration;
import merit.scoring.Normalization;
import merit.scoring.Scorer;
import picocli.CommandLine.Option;

/** Whether rewards are written on the scale of a reference set; by OpenRLHF's name for it. */
final class NormalizeOption {
    @Option(
            names = {"--normalize-reward", "--normalize"},
            order = 20,
            description =
                    "Write rewards less the mean of the answers that RUN was calibrated on, over their deviation (raw).")
    boolean normalizeReward;

    /** A run's scorer, on that scale where it is asked for. It is the caller's to close the one that is given. */
    Scorer over(RewardModelScorer raw, Path run) {
        return normalizeReward ? reference(run, raw.calibration()).over(raw) : raw;
    }

    /** @throws IllegalArgumentException where the run has none */
    static Normalization reference(Path run, Calibration calibration) {
        Normalization reference = calibration.reference();
        if (reference == null) {
            throw new IllegalArgumentException(run + ": found no mean and deviation of a reference set, need them for"
                    + " --normalize-reward; store them with merit evaluate " + run
                    + " --data FILE --calibrate temperature");
        }
        return reference;
    }
}
