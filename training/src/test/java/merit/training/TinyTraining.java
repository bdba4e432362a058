package merit.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import merit.preference.PreferencePair;
import merit.rewardmodel.RewardModel;
import merit.tensor.Engine;
import merit.tensor.Processor;
import merit.tensor.Tensors;

/** Trainings of the tiny model that can be cut short and gone on with; {@link KilledTrainingTest} runs them as a process. */
final class TinyTraining {
    /** One that allows every precision; what is tested on it is computed on the CPU all the same. */
    static final Processor GPU = new Processor(List.of(), 80);

    private final Path folder;
    private final TrainingConfig config;

    /** @param folder of base and run */
    TinyTraining(Path folder, TrainingConfig config) {
        this.folder = folder;
        this.config = config;
    }

    /** What came of a training, but for the time that it took. */
    record Result(TrainingEvent.StopReason reason, List<Map<String, Object>> log, Map<String, List<Float>> weights) {}

    /** Arguments: the folder, then settings as {@code name=value}. Prints the kind of every event. */
    public static void main(String[] args) throws IOException {
        Map<String, Object> settings = new LinkedHashMap<>();
        for (int i = 1; i < args.length; i++) {
            settings.put(args[i].replaceFirst("=.*", ""), args[i].replaceFirst(".*?=", ""));
        }
        TrainingConfig config = TrainingOptions.with(RewardTrainerTest.TINY, settings);
        TinyTraining training = new TinyTraining(Path.of(args[0]), config);
        training.run(Files.exists(training.run().resolve("run.json")), event -> {
            System.out.println(event.getClass().getSimpleName());
            System.out.flush();
        });
    }

    Path run() {
        return folder.resolve("run");
    }

    /** Trains, from the start or from where the run stands. */
    Result run(boolean resumes, TrainingObserver observer) throws IOException {
        return run(resumes, observer, TinyBert.pairs(24, 1), TinyBert.pairs(12, 2));
    }

    Result run(boolean resumes, TrainingObserver observer, List<PreferencePair> train, List<PreferencePair> held)
            throws IOException {
        try (RewardModel model = TinyBert.model(folder.resolve("base"), config)) {
            RewardTrainer trainer = new RewardTrainer(model, config, observer, run(), Provenance.NONE).on(GPU);
            TrainingSummary summary = (resumes ? trainer.resuming() : trainer).fit(train, held);
            return new Result(summary.reason(), untimed(summary.logHistory()), weights(model));
        }
    }

    private static List<Map<String, Object>> untimed(List<Map<String, Object>> log) {
        return log.stream()
                .map(entry -> {
                    Map<String, Object> untimed = new LinkedHashMap<>();
                    entry.forEach((name, value) ->
                            untimed.put(name, name.equals("eval_runtime") ? 0 : ((Number) value).doubleValue()));
                    return untimed;
                })
                .toList();
    }

    /** All weights, and those of an adapter. */
    static Map<String, List<Float>> weights(RewardModel model) {
        return Engine.call(() -> {
            Map<String, List<Float>> weights = new LinkedHashMap<>();
            var tensors = model.parameters();
            tensors.putAll(model.trainedParameters());
            tensors.forEach((name, tensor) -> {
                List<Float> values = new ArrayList<>();
                for (float value : Tensors.floats(tensor)) {
                    values.add(value);
                }
                weights.put(name, values);
            });
            return weights;
        });
    }
}
