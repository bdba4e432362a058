package merit.training;

import static merit.training.RewardTrainerTest.TINY;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import merit.loss.LossType;
import merit.preference.CandidateSet;
import merit.preference.format.PreferenceFiles;
import merit.preference.format.ReadOptions;
import merit.preference.store.FileHashes;
import merit.preference.store.SetReading;
import merit.preference.store.StoreProgress;
import merit.preference.store.StoredSets;
import merit.rewardmodel.RewardModel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Training from sets on disk gives the bits, and the record, of training from the same sets in memory. */
class StoredTrainingTest {
    private static final TrainingConfig WATCHED = TINY.with("num_train_epochs", 2)
            .with("per_device_train_batch_size", 4)
            .with("eval_strategy", "epoch")
            .with("logging_steps", 1);

    @TempDir
    private Path folder;

    private final List<TrainingEvent> events = new ArrayList<>();
    private String data = "";
    private String eval = "";

    @BeforeEach
    void write() throws IOException {
        data = rows("data", 24, 1);
        eval = rows("eval", 6, 2);
    }

    /** Three rated answers a prompt, two of them alike in one of three; every prompt stands twice, with other answers. */
    private String rows(String name, int count, long seed) throws IOException {
        Random random = new Random(seed);
        StringBuilder lines = new StringBuilder();
        for (int p = 0; p < count; p++) {
            lines.append("{\"prompt\": \"w").append(p / 2).append("\", \"candidates\": [");
            for (int c = 0; c < 3; c++) {
                String words = random.ints(2 + random.nextInt(4), 0, TinyBert.WORDS)
                        .mapToObj(w -> "w" + w)
                        .collect(Collectors.joining(" "));
                int score = p % 3 == 0 ? Math.min(c, 1) : c;
                lines.append(c == 0 ? "" : ", ").append("{\"response\": \"" + words + "\", \"score\": " + score + "}");
            }
            lines.append("]}\n");
        }
        return Files.writeString(folder.resolve(name + ".jsonl"), lines).toString();
    }

    private List<CandidateSet> inMemory(String file) {
        return PreferenceFiles.read(file, ReadOptions.DEFAULT).withoutRepeats().sets();
    }

    private StoredSets onDisk(String file) throws IOException {
        return new SetReading(
                        folder.resolve("cache"),
                        List.of(List.of(file)),
                        ReadOptions.DEFAULT,
                        FileHashes.of(List.of(file)))
                .open(StoreProgress.NONE)
                .sets();
    }

    private NamedSets memory(String file) {
        List<CandidateSet> all = inMemory(file);
        Map<String, List<CandidateSet>> parts = new LinkedHashMap<>();
        parts.put("a", all.subList(0, all.size() / 3));
        parts.put("b", all.subList(all.size() / 3, all.size()));
        return new NamedSets(all, parts);
    }

    private NamedSets disk(String file) throws IOException {
        StoredSets all = onDisk(file);
        Map<String, BitSet> parts = new LinkedHashMap<>();
        parts.put("a", new BitSet());
        parts.put("b", new BitSet());
        for (int place = 0; place < all.size(); place++) {
            (place < all.size() / 3 ? parts.get("a") : parts.get("b")).set(place);
        }
        return NamedSets.stored(all, parts);
    }

    /** @param stopAfter steps; 0 to go to the end, -1 to go on with the run */
    private TrainingSummary train(String run, TrainingConfig config, NamedSets train, NamedSets held, int stopAfter)
            throws IOException {
        List<RewardTrainer> trainers = new ArrayList<>();
        try (RewardModel model = TinyBert.model(folder.resolve("base"), config)) {
            RewardTrainer trainer = new RewardTrainer(
                    model,
                    config,
                    event -> {
                        events.add(event);
                        if (event instanceof TrainingEvent.StepDone step && step.step() == stopAfter) {
                            trainers.get(0).stop();
                        }
                    },
                    folder.resolve(run),
                    Provenance.NONE);
            trainers.add(trainer);
            return (stopAfter < 0 ? trainer.resuming() : trainer).fitSets(train, held);
        }
    }

    private void assertSame(TrainingConfig config) throws IOException {
        TrainingSummary memory = train("memory", config, memory(data), memory(eval), 0);
        TrainingSummary disk = train("disk", config, disk(data), disk(eval), 0);
        assertSameRun();
        assertThat(losses(disk)).isEqualTo(losses(memory)).isNotEmpty();
    }

    private void assertSameRun() {
        for (String file : List.of("model.safetensors", "data.json", "data_sample.jsonl", "split.csv")) {
            assertThat(folder.resolve("disk").resolve(file))
                    .hasSameBinaryContentAs(folder.resolve("memory").resolve(file));
        }
    }

    private static List<Object> losses(TrainingSummary summary) {
        return summary.logHistory().stream()
                .flatMap(entry -> entry.entrySet().stream())
                .filter(entry ->
                        entry.getKey().contains("loss") || entry.getKey().contains("accuracy"))
                .<Object>map(Map.Entry::toString)
                .toList();
    }

    @ParameterizedTest
    @EnumSource(LossType.class)
    void everyLossOfPairsAndListsGivesTheSameBits(LossType loss) throws IOException {
        if (loss == LossType.PLACKETT_LUCE) {
            data = withoutTies("ranked", data);
            eval = withoutTies("ranked-eval", eval);
        }
        assertSame(WATCHED.with("loss", loss));
    }

    private String withoutTies(String name, String file) throws IOException {
        String lines = Files.readAllLines(Path.of(file)).stream()
                .filter(line -> line.contains("\"score\": 2"))
                .collect(Collectors.joining("\n"));
        return Files.writeString(folder.resolve(name + ".jsonl"), lines).toString();
    }

    @Test
    void setsMixedByWeightGiveTheSameBits() throws IOException {
        assertSame(WATCHED.with("data_weights", "a=3,b=1").with("metric_for_best_model", "b_loss"));
    }

    @Test
    void pairsThatAreDroppedForTheirLengthAreTheSame() throws IOException {
        assertSame(WATCHED.with("max_length", 8).with("overlong", "drop"));
    }

    @Test
    void aRunThatWasCutShortOnDiskGoesOnToTheBitsOfMemory() throws IOException {
        train("memory", WATCHED, memory(data), memory(eval), 0);
        train("disk", WATCHED, disk(data), disk(eval), 4);
        train("disk", WATCHED, disk(data), disk(eval), -1);
        assertSameRun();
    }

    @Test
    void aSecondRunReadsTheTokensOfTheFirst() throws IOException {
        train("one", WATCHED, disk(data), disk(eval), 0);
        train("two", WATCHED.with("seed", 7), disk(data), disk(eval), 0);
        assertThat(events.stream()
                        .filter(TrainingEvent.TokensKnown.class::isInstance)
                        .map(event -> ((TrainingEvent.TokensKnown) event).made()))
                .containsExactly(true, true, false, false);
    }
}
