package merit.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import merit.rewardmodel.RewardModel;
import merit.training.AutoBatch;
import merit.training.Provenance;

/** {@code --auto-batch}: what fits into memory, measured before the run begins, which then has it as its setting. */
final class MicroBatchSearch {
    private static final String SETTING = "micro_batch_tokens";
    private static final String OPTION = "--micro-batch-tokens";

    private MicroBatchSearch() {}

    /** The request with the token budget that fits, and says what was found. */
    static TrainingRun.Request fitted(TrainingRun.Request request, RewardModel model, Console console) {
        console.say("Memory", "looking for the token budget that fits");
        Optional<AutoBatch.Found> found = AutoBatch.find(model, request.config(), request.train());
        if (found.isEmpty()) {
            console.say("Memory", "the backbone is frozen and reads each row once, so no token budget is needed");
            return request;
        }
        int tokens = found.get().best().tokens();
        console.say("Memory", text(found.get()));
        return request.with(request.config().with(SETTING, tokens), with(tokens, request.provenance()));
    }

    private static String text(AutoBatch.Found found) {
        return "micro-batches of " + Numbers.count(found.best().tokens()) + " tokens take "
                + megabytes(found.best().bytes()) + " MB of the " + megabytes(found.room()) + " MB that they may"
                + (found.wholeStep() ? "; a step of the longest rows fits whole" : "")
                + "\ntried "
                + found.trials().stream()
                        .map(trial -> Numbers.count(trial.tokens()) + ": " + megabytes(trial.bytes()) + " MB")
                        .collect(Collectors.joining(", "));
    }

    private static String megabytes(long bytes) {
        return Numbers.count(Math.round(bytes / 1e6));
    }

    /** The command that begins the run again has what was found and does not look again: its bits depend on it. */
    private static Provenance with(int tokens, Provenance provenance) {
        List<String> command = new ArrayList<>(provenance.command());
        int option = command.indexOf(OPTION);
        if (option >= 0) {
            command.set(option + 1, Integer.toString(tokens));
        }
        return new Provenance(command, provenance.dataFiles(), provenance.reading(), provenance.split());
    }
}
