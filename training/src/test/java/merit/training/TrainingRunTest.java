package merit.training;

import static merit.training.RewardTrainerTest.TINY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import merit.dialogue.Conversation;
import merit.preference.Candidate;
import merit.preference.CandidateSet;
import merit.preference.DropReason;
import merit.preference.Judgement;
import merit.preference.Origin;
import merit.preference.PreferencePair;
import merit.rewardmodel.RewardModel;
import merit.rewardmodel.RewardModelFolder;
import merit.rewardmodel.RewardModelScorer;
import merit.tensor.Engine;
import merit.tensor.Gradients;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What surrounds the steps: evaluation, stopping, checkpoints, the saved run. */
class TrainingRunTest {
    @TempDir
    Path folder;

    private final List<TrainingEvent> events = new ArrayList<>();

    @Test
    void pairsOfRandomWordsTeachNothing() throws IOException {
        TrainingConfig config = TINY.with("eval_strategy", "epoch").with("num_train_epochs", 2);
        try (RewardModel model = TinyBert.model(folder, config)) {
            trainer(model, config).fit(TinyBert.pairs(60, 1), TinyBert.pairs(200, 2));
            assertThat(evaluations()).hasSize(2);
            assertThat(evaluations().get(1).metrics().accuracy()).isBetween(0.38, 0.62);
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
            EncodedPairs encoded = new PairEncoder(RowSource.of(model.encoder()), config).encode(Comparison.of(held));
            assertThat(new PairEvaluator(model, config)
                            .evaluate(encoded, Map.of())
                            .all()
                            .loss())
                    .isCloseTo(best, within(1e-6));
        }
    }

    @Test
    void evaluatesBeforeTheFirstStepAndNeverCallsThatTheBest() throws IOException {
        TrainingConfig config = TINY.with("eval_strategy", "epoch")
                .with("eval_on_start", true)
                .with("metric_for_best_model", "eval_max_reward");
        try (RewardModel model = TinyBert.model(folder, config)) {
            TrainingSummary summary = trainer(model, config).fit(TinyBert.pairs(8, 1), TinyBert.pairs(8, 2));
            assertThat(evaluations()).extracting(TrainingEvent.Evaluated::step).containsExactly(0, 1);
            assertThat(evaluations()).extracting(TrainingEvent.Evaluated::best).containsExactly(false, true);
            assertThat(summary.logHistory().get(0)).containsEntry("step", 0).containsKey("eval_loss");
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
    void aFormerRunsCheckpointsGoButTheOneThatTheModelIsOf() throws IOException {
        TrainingConfig config =
                TINY.with("save_strategy", "steps").with("save_steps", 1).with("save_total_limit", 0);
        Path run = folder.resolve("run");
        try (RewardModel model = TinyBert.model(folder.resolve("base"), config)) {
            train(model, config.with("max_steps", 5), run);
        }
        assertThat(new Checkpoints(run, 0).steps()).containsExactly(1, 2, 3, 4, 5);
        try (RewardModel model = RewardModelFolder.open(run.resolve("checkpoint-4"))) {
            train(model, config.with("max_steps", 3).with("save_total_limit", 2), run);
        }
        assertThat(new Checkpoints(run, 0).steps()).containsExactly(2, 3, 4);
    }

    @Test
    void aRunThatDivergesAtOnceKeepsWhereItBegan() throws IOException {
        Path run = folder.resolve("run");
        try (RewardModel model = TinyBert.model(folder.resolve("base"), TINY)) {
            Engine.run(() -> {
                try (TensorScope scope = TensorScope.open();
                        Gradients off = Gradients.off()) {
                    model.head().projection().fill_(Tensors.scalar(Double.NaN));
                }
            });
            assertThatThrownBy(() -> train(model, TINY.with("num_train_epochs", 9), run))
                    .isInstanceOf(TrainingDivergedException.class)
                    .hasMessageEndingWith("the weights of step 0 are in " + run.resolve("checkpoint-0"));
        }
        assertThat(run.resolve("checkpoint-0/model.safetensors")).exists();
    }

    private void train(RewardModel model, TrainingConfig config, Path run) throws IOException {
        new RewardTrainer(model, config, events::add, run, Provenance.NONE).fit(TinyBert.pairs(8, 1), List.of());
    }

    @Test
    void judgementsOfNoWeightAreLeftOut() throws IOException {
        CandidateSet set = new CandidateSet(
                Conversation.ofPrompt("w1 w2"),
                List.of(Candidate.of("w3"), Candidate.of("w4 w5")),
                List.of(new Judgement(0, 1, 1, null, 0, Judgement.OVERALL)),
                Map.of(),
                Origin.MEMORY);
        List<PreferencePair> pairs = new ArrayList<>(TinyBert.pairs(4, 1));
        pairs.addAll(set.pairs());
        try (RewardModel model = TinyBert.model(folder, TINY)) {
            TrainingConfig single = TINY.with("per_device_train_batch_size", 1);
            trainer(model, single).fit(pairs, List.of());
            assertThat(events).noneMatch(TrainingEvent.Skipped.class::isInstance);
            assertThat(((TrainingEvent.Started) events.get(0)).dropped())
                    .containsExactly(Map.entry(DropReason.NO_WEIGHT, 1L));
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
                        .isCloseTo(RewardModelScorer.of(model, "live").score("w1 w2", "w3"), within(1e-5));
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

    private List<TrainingEvent.Evaluated> evaluations() {
        return events.stream()
                .filter(TrainingEvent.Evaluated.class::isInstance)
                .map(TrainingEvent.Evaluated.class::cast)
                .toList();
    }
}
