package merit.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import merit.dialogue.Message;
import merit.preference.CandidateSet;
import merit.preference.Fingerprint;
import merit.rewardmodel.RewardModel;
import merit.rewardmodel.StagedFolder;
import merit.tensor.Checksum;
import merit.tensor.Engine;
import org.bytedeco.pytorch.Tensor;
import tools.jackson.databind.ObjectMapper;

/**
 * What is saved with a model so that another person can tell how it came to be: configuration, environment, data, split, log, and
 * a script that does it again.
 */
final class RunRecord {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SAMPLE = 20;

    private final TrainingConfig config;
    private final TrainingSet data;
    private final Provenance provenance;

    RunRecord(TrainingConfig config, TrainingSet data, Provenance provenance) {
        this.config = config;
        this.data = data;
        this.provenance = provenance;
    }

    TrainingConfig config() {
        return config;
    }

    /** How the run begins, with the model as it is before the first step. */
    RunStart start(RewardModel model) {
        return new RunStart(
                UUID.randomUUID().toString(),
                provenance.command(),
                Path.of("").toAbsolutePath().toString(),
                TrainingOptions.of(config),
                provenance.dataFiles(),
                Engine.info().threads(),
                Engine.describe(),
                new RunStart.Sums(LessonSum.of(data.train()), LessonSum.of(data.held()), checksum(model)),
                false);
    }

    private static String checksum(RewardModel model) {
        return Engine.call(() -> {
            Map<String, Tensor> all = model.parameters();
            all.putAll(model.trainedParameters());
            return Checksum.of(all);
        });
    }

    /** {@code trainer_state.json}, as transformers writes it. */
    void writeState(StagedFolder folder, TrainingState state) throws IOException {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("best_global_step", state.bestStep().orElse(null));
        values.put("best_metric", Double.isNaN(state.bestMetric()) ? null : state.bestMetric());
        values.put("epoch", state.epoch());
        values.put("eval_steps", config.watch().evalSteps());
        values.put("global_step", state.step());
        values.put("is_local_process_zero", true);
        values.put("is_world_process_zero", true);
        values.put("log_history", state.logHistory());
        values.put("logging_steps", config.watch().loggingSteps());
        values.put("max_steps", state.maxSteps());
        values.put("num_input_tokens_seen", state.numTokens());
        values.put("num_train_epochs", config.schedule().numTrainEpochs());
        values.put("save_steps", config.watch().saveSteps());
        values.put("skipped_steps", state.skipped());
        values.put("train_batch_size", config.batch().perDeviceTrainBatchSize());
        values.put("train_seconds", state.trainSeconds());
        folder.write("trainer_state.json", json(values));
    }

    /** Everything but the state. */
    void writeAll(StagedFolder folder) throws IOException {
        folder.write("training_config.json", json(TrainingOptions.of(config)));
        folder.write("environment.json", json(environment()));
        folder.write("data.json", json(data()));
        folder.write("data_sample.jsonl", sample());
        folder.write("split.csv", split());
        Path script = folder.path("reproduce.sh");
        folder.write("reproduce.sh", ReproduceScript.of(config, provenance));
        if (!script.toFile().setExecutable(true)) {
            throw new IOException(script + " cannot be made executable");
        }
    }

    private Map<String, Object> environment() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("merit", Version.MERIT);
        values.put("engine", Engine.describe());
        values.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
        values.put(
                "system",
                Stream.of("os.name", "os.version", "os.arch")
                        .map(System::getProperty)
                        .toList());
        values.put("processors", Runtime.getRuntime().availableProcessors());
        values.put("seed", config.seed());
        values.put("date", java.time.Instant.now().toString());
        return values;
    }

    private Map<String, Object> data() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("files_sha256", provenance.dataFiles());
        values.put("reading", provenance.reading());
        values.put("split", provenance.split());
        Map<String, Long> dropped = new LinkedHashMap<>();
        data.dropped().forEach((reason, count) -> dropped.put(reason.label(), count));
        values.put("dropped_before_training", dropped);
        values.put("train", side(data.train()));
        values.put("mixture", data.mixedSets());
        values.put("eval", side(data.held()));
        values.put("eval_sets", data.heldCounts());
        return values;
    }

    private static Map<String, Object> side(Lessons labels) {
        BitSet seen = new BitSet();
        Fingerprint fingerprint = Fingerprint.of(IntStream.range(0, labels.size())
                .filter(label -> !seen.get(labels.place(label)))
                .peek(label -> seen.set(labels.place(label)))
                .mapToObj(labels::source));
        Map<String, Object> values = new LinkedHashMap<>();
        values.put(labels instanceof EncodedPairs ? "pairs" : "grades", labels.size());
        values.put("rows", labels.rows().size());
        values.put("fingerprint", fingerprint.ordered());
        values.put("fingerprint_any_order", fingerprint.unordered());
        return values;
    }

    private static Stream<CandidateSet> sources(Lessons labels) {
        return IntStream.range(0, labels.size()).mapToObj(labels::source);
    }

    /** Labels spread over the training data, in TRL's conversational form. */
    private String sample() {
        Lessons labels = data.train();
        int stride = Math.max(1, labels.size() / SAMPLE);
        StringBuilder lines = new StringBuilder();
        for (int label = 0; label < labels.size() && label < SAMPLE * stride; label += stride) {
            lines.append(JSON.writeValueAsString(labels.sample(label))).append('\n');
        }
        return lines.toString();
    }

    static List<Map<String, String>> answer(String response) {
        return messages(List.of(Message.assistant(response)));
    }

    static List<Map<String, String>> messages(List<Message> messages) {
        return messages.stream()
                .map(message -> {
                    Map<String, String> named = new LinkedHashMap<>();
                    named.put("role", message.role().wireName());
                    named.put("content", message.content());
                    return named;
                })
                .toList();
    }

    /** Where each label came from, and on which side it was. */
    private String split() {
        StringBuilder lines = new StringBuilder("side,line,file\n");
        sources(data.train()).forEach(set -> lines.append(line("train", set)));
        sources(data.held()).forEach(set -> lines.append(line("eval", set)));
        return lines.toString();
    }

    private static String line(String side, CandidateSet set) {
        String file = set.origin().file().replace("\"", "\"\"");
        return side + "," + set.origin().line() + ",\"" + file + "\"\n";
    }

    private static String json(Object value) {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n";
    }
}
