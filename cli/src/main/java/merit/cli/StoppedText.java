package merit.cli;

import java.nio.file.Path;
import merit.training.TrainingSummary;

/** What a person is told of a training that was stopped, and how to go on with it. */
record StoppedText(TrainingRun.Request request) {
    /** Of one that was stopped in training, or before. */
    String stopped(TrainingSummary summary) {
        Path out = request.out();
        if (summary.steps() == 0) {
            return request.dryRun() ? "Nothing was trained or saved." : "Stopped before the first step." + asBefore();
        }
        String saved = "Stopped at step " + summary.steps() + " and saved. Go on with: merit train ";
        if (isResumable()) {
            return saved + "--resume " + out;
        }
        String options = request.config().adapt().lora().usePeft() ? ", the same options" : "";
        return saved + "--model " + (options.isEmpty() ? out : out.resolve("adapter")) + " --out " + out + "-2"
                + options + " and the same data";
    }

    private String asBefore() {
        return request.resumes() ? " " + request.out() + " is as it was, and can be gone on with as before." : "";
    }

    /** Of one that has come to its end. */
    String unmeasured() {
        return "Stopped; " + request.out() + " is saved, and not measured yet."
                + (isResumable() ? " Go on with: merit train --resume " + request.out() : "");
    }

    /** Whether the command that began the run is one that {@code train --resume} can repeat, and it takes steps. */
    private boolean isResumable() {
        return request.provenance().command().get(0).equals("train")
                && !request.config().probe().isProbe();
    }
}
