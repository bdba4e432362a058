package merit.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import merit.dialogue.Conversation;
import merit.preference.Candidate;
import merit.preference.CandidateSet;
import merit.preference.DropReason;
import merit.preference.Judgement;
import merit.preference.Origin;
import merit.preference.PreferencePair;
import merit.rewardmodel.Pooling;
import merit.rewardmodel.RewardModel;
import merit.rewardmodel.RewardModelScorer;
import merit.tensor.Engine;
import merit.tensor.Gradients;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RewardTrainerTest {
    private static final TrainingConfig TINY = TrainingConfig.DEFAULT
            .with("max_length", 48)
            .with("learning_rate", 3e-3)
            .with("head_learning_rate", 1e-2)
            .with("lr_scheduler_type", "constant")
            .with("warmup_steps", 0)
            .with("eval_strategy", "no")
            .with("save_strategy", "no")
            .with("per_device_train_batch_size", 8);

    @TempDir
    Path folder;

    private final List<TrainingEvent> events = new ArrayList<>();

    @Test
    void theLossFallsOnEightMemorisedPairs() throws IOException {
        try (RewardModel model = TinyBert.model(folder, TINY)) {
            trainer(model, TINY.with("num_train_epochs", 60)).fit(TinyBert.pairs(8, 1), List.of());
            assertThat(steps().get(0).metrics().loss()).isCloseTo(Math.log(2), within(0.05));
            assertThat(steps().get(59).metrics().loss()).isLessThan(0.1);
            assertThat(steps().get(59).metrics().accuracy()).isEqualTo(1);
        }
    }

    @Test
    void everyTrainedParameterMoves() throws IOException {
        assertThat(unmoved(TINY.with("pooling", "pooler").with("center_rewards_coefficient", 0.1)))
                .isEmpty();
        assertThat(unmoved(TINY)).as("no pair can teach the bias").containsExactly("classifier.bias");
    }

    @Test
    void aFrozenBackboneDoesNotMove() throws IOException {
        Set<String> unmoved = unmoved(TINY.with("freeze_backbone", true));
        assertThat(unmoved)
                .contains("bert.embeddings.word_embeddings.weight", "bert.encoder.layer.1.output.dense.bias");
        assertThat(unmoved).doesNotContain("classifier.weight");
    }

    @Test
    void onlyTheTopLayersMoveWhereOnlyTheyAreUnfrozen() throws IOException {
        Set<String> unmoved =
                unmoved(TrainingOptions.with(TINY, Map.of("freeze_backbone", true, "unfreeze_layers", 1)));
        assertThat(unmoved).noneMatch(name -> name.startsWith("bert.encoder.layer.1."));
        assertThat(unmoved).contains("bert.encoder.layer.0.output.dense.weight", "bert.embeddings.LayerNorm.weight");
    }

    @Test
    void accumulatedBatchesEqualOneLargeBatch() throws IOException {
        TrainingConfig accumulated = TINY.with("per_device_train_batch_size", 2).with("gradient_accumulation_steps", 4);
        assertSame(weightsAfter(TINY), weightsAfter(accumulated));
    }

    @Test
    void microBatchesAndPackingDoNotChangeTheResult() throws IOException {
        TrainingConfig packed = TINY.with("micro_batch_tokens", 30).with("forward_tokens", 16);
        assertSame(weightsAfter(TINY), weightsAfter(packed));
    }

    @Test
    void theSameSeedGivesTheSameWeights() throws IOException {
        Map<String, float[]> first = weightsAfter(TINY.with("per_device_train_batch_size", 3));
        Map<String, float[]> second = weightsAfter(TINY.with("per_device_train_batch_size", 3));
        first.forEach((name, values) -> assertThat(second.get(name)).as(name).isEqualTo(values));
    }

    @Test
    void anAnswerInSeveralPairsIsComputedOnce() throws IOException {
        CandidateSet ranked = new CandidateSet(
                Conversation.ofPrompt("w1 w2"),
                List.of(Candidate.of("w3"), Candidate.of("w4 w5"), Candidate.of("w6 w7 w8")),
                List.of(Judgement.prefers(0, 1, null), Judgement.prefers(0, 2, null), Judgement.prefers(1, 2, null)),
                Map.of(),
                Origin.MEMORY);
        try (RewardModel model = TinyBert.model(folder, TINY)) {
            trainer(model, TINY.with("max_steps", 1)).fit(ranked.pairs(), List.of());
            assertThat(steps().get(0).tokens())
                    .as("three rows of 6, 7 and 8 tokens")
                    .isEqualTo(21);
            assertThat(steps().get(0).metrics().pairs()).isEqualTo(3);
        }
    }

    @Test
    void stepsThatAreNotFiniteAreSkippedAndThenTrainingStops() throws IOException {
        try (RewardModel model = TinyBert.model(folder, TINY)) {
            Map<String, float[]> before = weights(model);
            Engine.run(() -> {
                try (TensorScope scope = TensorScope.open();
                        Gradients off = Gradients.off()) {
                    Objects.requireNonNull(model.headParameters().get("classifier.weight"))
                            .fill_(Tensors.scalar(Double.NaN));
                }
            });
            assertThatThrownBy(() ->
                            trainer(model, TINY.with("num_train_epochs", 9)).fit(TinyBert.pairs(8, 1), List.of()))
                    .isInstanceOf(TrainingDivergedException.class)
                    .hasMessageContaining("found a loss that is not finite in 5 steps in a row")
                    .hasMessageContaining("Lower learning_rate");
            assertThat(events.stream().filter(TrainingEvent.Skipped.class::isInstance))
                    .hasSize(5);
            Map<String, float[]> after = weights(model);
            before.remove("classifier.weight");
            before.forEach(
                    (name, values) -> assertThat(after.get(name)).as(name).isEqualTo(values));
        }
    }

    @Test
    void shuffledLabelsTeachNothing() throws IOException {
        TrainingConfig config = TINY.with("eval_strategy", "epoch").with("num_train_epochs", 2);
        try (RewardModel model = TinyBert.model(folder, config)) {
            trainer(model, config).fit(TinyBert.pairs(60, 1), TinyBert.pairs(200, 2));
            assertThat(evaluations()).hasSize(2);
            assertThat(evaluations().get(1).metrics().accuracy()).isBetween(0.38, 0.62);
        }
    }

    @Test
    void nothingNativeGrowsFromStepToStep() throws IOException {
        try (RewardModel model = TinyBert.model(folder, TINY)) {
            trainer(model, TINY).fit(TinyBert.pairs(8, 1), List.of());
            long before = Pointer.totalCount();
            List<Long> counts = new ArrayList<>();
            new RewardTrainer(model, TINY.with("num_train_epochs", 12), event -> {
                        if (event instanceof TrainingEvent.StepDone) {
                            counts.add(Pointer.totalCount());
                        }
                    })
                    .fit(TinyBert.pairs(8, 1), List.of());
            assertThat(counts.subList(1, 12)).containsOnly(counts.get(1));
            assertThat(Pointer.totalCount()).isEqualTo(before);
        }
    }

    @Test
    void nothingNativeStaysWhenAStepThrows() throws IOException {
        try (RewardModel model = TinyBert.model(folder, TINY)) {
            trainer(model, TINY).fit(TinyBert.pairs(8, 1), List.of());
            long before = Pointer.totalCount();
            assertThatThrownBy(() -> new RewardTrainer(model, TINY, event -> {
                                if (event instanceof TrainingEvent.StepDone) {
                                    throw new IllegalStateException("observer");
                                }
                            })
                            .fit(TinyBert.pairs(8, 1), List.of()))
                    .hasMessage("observer");
            assertThat(Pointer.totalCount()).isEqualTo(before);
        }
    }

    @Test
    void theBestWeightsAreKept() throws IOException {
        TrainingConfig config = TINY.with("eval_strategy", "epoch").with("num_train_epochs", 12);
        try (RewardModel model = TinyBert.model(folder, config)) {
            List<PreferencePair> held = TinyBert.pairs(40, 2);
            TrainingSummary summary = trainer(model, config).fit(TinyBert.pairs(8, 1), held);
            double best = evaluations().stream()
                    .mapToDouble(event -> event.metrics().loss())
                    .min()
                    .orElseThrow();
            assertThat(summary.bestStep()).isPresent();
            EncodedPairs encoded =
                    new PairEncoder(model.encoder(), config.input().overlong()).encode(held);
            assertThat(new PairEvaluator(model, config.loss()).evaluate(encoded).loss())
                    .isCloseTo(best, within(1e-6));
        }
    }

    @Test
    void stopsEarlyWhenNothingImproves() throws IOException {
        TrainingConfig config =
                TINY.with("eval_strategy", "epoch").with("num_train_epochs", 50).with("early_stopping_patience", 2);
        try (RewardModel model = TinyBert.model(folder, config)) {
            TrainingSummary summary = trainer(model, config).fit(TinyBert.pairs(8, 1), TinyBert.pairs(40, 2));
            assertThat(summary.reason()).isEqualTo(TrainingEvent.StopReason.EARLY_STOPPING);
            assertThat(summary.steps()).isEqualTo(summary.bestStep().orElseThrow() + 2);
        }
    }

    @Test
    void aRequestToStopFinishesTheStepAndSaves() throws IOException {
        TrainingConfig config = TINY.with("num_train_epochs", 50);
        Path run = folder.resolve("run");
        try (RewardModel model = TinyBert.model(folder.resolve("base"), config)) {
            RewardTrainer[] trainer = new RewardTrainer[1];
            trainer[0] = new RewardTrainer(
                    model,
                    config,
                    event -> {
                        if (event instanceof TrainingEvent.StepDone done && done.step() == 2) {
                            trainer[0].stop();
                        }
                    },
                    run,
                    Provenance.NONE);
            TrainingSummary summary = trainer[0].fit(TinyBert.pairs(8, 1), List.of());
            assertThat(summary.reason()).isEqualTo(TrainingEvent.StopReason.STOPPED);
            assertThat(summary.steps()).isEqualTo(2);
            assertThat(run.resolve("checkpoint-2/optimizer.safetensors")).exists();
        }
    }

    @Test
    void aRunKeepsAsManyCheckpointsAsAskedAndTheBest() throws IOException {
        TrainingConfig config = TINY.with("num_train_epochs", 6)
                .with("eval_strategy", "epoch")
                .with("save_strategy", "epoch")
                .with("save_total_limit", 2);
        Path run = folder.resolve("run");
        try (RewardModel model = TinyBert.model(folder.resolve("base"), config)) {
            TrainingSummary summary = new RewardTrainer(model, config, events::add, run, Provenance.NONE)
                    .fit(TinyBert.pairs(8, 1), TinyBert.pairs(40, 2));
            assertThat(new Checkpoints(run, 2).steps())
                    .hasSize(2)
                    .contains(6)
                    .contains(
                            summary.bestStep().orElseThrow().equals(6)
                                    ? 5
                                    : summary.bestStep().orElseThrow());
        }
    }

    @Test
    void theSavedRunScoresAsTheTrainedModelAndSaysHowItCameToBe() throws IOException {
        TrainingConfig config = TINY.with("eval_strategy", "epoch");
        Path run = folder.resolve("run");
        try (RewardModel model = TinyBert.model(folder.resolve("base"), config)) {
            new RewardTrainer(model, config, events::add, run, Provenance.NONE)
                    .fit(TinyBert.pairs(16, 1), TinyBert.pairs(8, 2));
            try (RewardModelScorer opened = RewardModelScorer.open(run)) {
                assertThat(opened.score("w1 w2", "w3"))
                        .isEqualTo(RewardModelScorer.of(model, "live").score("w1 w2", "w3"));
            }
        }
        assertThat(Files.isExecutable(run.resolve("reproduce.sh"))).isTrue();
        assertThat(Files.readString(run.resolve("trainer_state.json")))
                .contains(
                        "\"log_history\"", "\"eval_accuracy\"", "\"learning_rate\"", "\"num_tokens\"", "\"grad_norm\"");
        assertThat(Files.readString(run.resolve("training_config.json"))).contains("\"learning_rate\" : 0.003");
        assertThat(Files.readString(run.resolve("environment.json"))).contains("\"engine\"", "\"seed\" : 42");
        assertThat(Files.readString(run.resolve("data.json"))).contains("\"fingerprint\"");
        assertThat(Files.readAllLines(run.resolve("split.csv"))).hasSize(1 + 16 + 8);
        assertThat(Files.readAllLines(run.resolve("data_sample.jsonl"))).hasSize(16);
    }

    @Test
    void pairsThatBecomeIdenticalAreDroppedAndCounted() throws IOException {
        List<PreferencePair> pairs = new ArrayList<>(TinyBert.pairs(4, 1));
        String longAnswer = "w1 ".repeat(60);
        pairs.add(PreferencePair.of("w2", longAnswer + "w3", longAnswer + "w4"));
        pairs.add(PreferencePair.of("w2", "w5", "w5"));
        try (RewardModel model = TinyBert.model(folder, TINY)) {
            trainer(model, TINY).fit(pairs, List.of());
            assertThat(events.get(0))
                    .isInstanceOfSatisfying(
                            TrainingEvent.Started.class,
                            started -> assertThat(started.dropped())
                                    .containsOnly(
                                            Map.entry(DropReason.IDENTICAL_ANSWERS, 1L),
                                            Map.entry(DropReason.IDENTICAL_AFTER_TRUNCATION, 1L)));
            assertThatThrownBy(() -> trainer(model, TINY).fit(pairs.subList(5, 6), List.of()))
                    .hasMessageContaining("no pairs to train on: found 1, dropped 1 identical answers");
        }
    }

    private RewardTrainer trainer(RewardModel model, TrainingConfig config) {
        return new RewardTrainer(model, config, events::add);
    }

    private List<TrainingEvent.StepDone> steps() {
        return events.stream()
                .filter(TrainingEvent.StepDone.class::isInstance)
                .map(TrainingEvent.StepDone.class::cast)
                .toList();
    }

    private List<TrainingEvent.Evaluated> evaluations() {
        return events.stream()
                .filter(TrainingEvent.Evaluated.class::isInstance)
                .map(TrainingEvent.Evaluated.class::cast)
                .toList();
    }

    private Set<String> unmoved(TrainingConfig config) throws IOException {
        try (RewardModel model = TinyBert.model(folder, config)) {
            assertThat(model.pooling()).isNotEqualTo(Pooling.AUTO);
            Map<String, float[]> before = weights(model);
            trainer(model, config.with("num_train_epochs", 3)).fit(TinyBert.pairs(8, 1), List.of());
            Map<String, float[]> after = weights(model);
            Set<String> unmoved = new TreeSet<>();
            before.forEach((name, values) -> {
                if (Arrays.equals(values, after.get(name))) {
                    unmoved.add(name);
                }
            });
            return unmoved;
        }
    }

    private Map<String, float[]> weightsAfter(TrainingConfig config) throws IOException {
        try (RewardModel model = TinyBert.model(folder, config)) {
            trainer(model, config.with("max_steps", 3)).fit(TinyBert.pairs(8, 1), List.of());
            return weights(model);
        }
    }

    private static Map<String, float[]> weights(RewardModel model) {
        return Engine.call(() -> {
            Map<String, float[]> weights = new LinkedHashMap<>();
            model.parameters().forEach((name, tensor) -> weights.put(name, Tensors.floats(tensor)));
            return weights;
        });
    }

    private static void assertSame(Map<String, float[]> expected, Map<String, float[]> found) {
        expected.forEach((name, values) -> {
            if (!name.endsWith(
                    "key.bias")) { // moves no attention weight: its gradient is rounding, which AdamW makes large
                assertThat(found.get(name))
                        .as(name)
                        .usingComparatorWithPrecision(1e-4f)
                        .containsExactly(values);
            }
        });
    }
}
