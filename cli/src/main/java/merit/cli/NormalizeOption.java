package merit.cli;

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

    /** What scores, on that scale where it is asked for. It is the caller's to close the one that is given. */
    Scorer over(Judge raw) {
        return normalizeReward ? reference(raw).over(raw.scorer()) : raw.scorer();
    }

    /** @throws IllegalArgumentException where the run has none */
    static Normalization reference(Judge judge) {
        if (judge.members().size() > 1) {
            throw new IllegalArgumentException("--normalize-reward: found several runs, which have no reference set in"
                    + " common, need one run; or say --ensemble-scale standardise, which puts each of them on its own");
        }
        Normalization reference = judge.calibration().reference();
        if (reference == null) {
            String run = judge.scorer().info().modelId();
            throw new IllegalArgumentException(run + ": found no mean and deviation of a reference set, need them for"
                    + " --normalize-reward; store them with merit evaluate " + run
                    + " --data FILE --calibrate temperature");
        }
        return reference;
    }
}
