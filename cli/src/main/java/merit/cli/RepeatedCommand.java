package merit.cli;

import java.util.ArrayList;
import java.util.List;
import merit.training.TrainingConfig;
import merit.training.TrainingOptions;

/** What a training was asked for in full, so that it can be repeated where defaults have changed. */
final class RepeatedCommand {
    private RepeatedCommand() {}

    static List<String> of(TrainVerb asked, TrainingConfig config) {
        List<String> words = new ArrayList<>(List.of("train"));
        asked.data.forEach(file -> words.addAll(List.of("--data", file)));
        asked.evalData.forEach(file -> words.addAll(List.of("--eval-data", file)));
        words.addAll(List.of("--eval-share", Double.toString(asked.evalShare), "--model", asked.model));
        words.addAll(asked.splitSeed == null ? List.of() : List.of("--split-seed", asked.splitSeed.toString()));
        words.addAll(
                asked.extras.sinks().isEmpty()
                        ? List.of()
                        : List.of("--report-to", String.join(",", asked.extras.sinks())));
        words.addAll(asked.extras.learningCurve ? List.of("--learning-curve") : List.of());
        words.addAll(
                asked.extras.tokenCache.equals(TokenCache.AUTO)
                        ? List.of()
                        : List.of("--token-cache", asked.extras.tokenCache));
        words.addAll(asked.reading.toArguments());
        TrainingOptions.of(config)
                .forEach((name, value) -> words.addAll(
                        value.equals("") ? List.of() : List.of("--" + name.replace('_', '-'), value.toString())));
        return words;
    }
}
