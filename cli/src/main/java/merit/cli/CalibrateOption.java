package merit.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import merit.evaluation.metric.CalibrationMethod;
import merit.evaluation.metric.Evaluation;
import merit.rewardmodel.RewardModelFolder;
import merit.scoring.Calibration;
import merit.scoring.Normalization;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Fitting a calibration on what is measured, to keep it with the run. */
final class CalibrateOption {
    @Option(
            names = "--calibrate",
            paramLabel = "METHOD",
            order = 5,
            description =
                    "Fit temperature, platt or isotonic (or none) on these pairs, and store it with RUN for compare and"
                            + " serve; with it the mean and deviation of its rewards, for --normalize-reward.")
    @Nullable
    String calibrate;

    /** What to store; null where nothing is asked for. */
    @Nullable
    Calibration fit(Evaluation evaluation) {
        CalibrationMethod method = method();
        return method == null ? null : method.calibrate(evaluation.scored());
    }

    /** Null where none is named. */
    @Nullable
    CalibrationMethod method() {
        String name = calibrate;
        if (name == null) {
            return null;
        }
        return Arrays.stream(CalibrationMethod.values())
                .filter(method -> method.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new UsageException(
                        "--calibrate: found " + name + ", need temperature, platt, isotonic or none."));
    }

    static void store(Console console, Path run, Calibration calibration) throws IOException {
        RewardModelFolder.calibrate(run, calibration);
        Normalization reference = calibration.reference();
        String curve = calibration.isFitted()
                ? calibration.method() + ", fitted on " + Numbers.count(calibration.pairs(), "pair")
                : "no calibration";
        String scale = reference == null
                ? ""
                : "\nmean reward " + Numbers.decimal(reference.mean(), 2) + ", deviation "
                        + Numbers.decimal(reference.deviation(), 2) + " over "
                        + Numbers.count(reference.answers(), "answer");
        console.say("Stored", "with " + run + ": " + curve + scale);
    }
}
