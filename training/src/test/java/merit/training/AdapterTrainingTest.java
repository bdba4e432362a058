package merit.training;

import static merit.training.RewardTrainerTest.TINY;
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
import merit.preference.PreferencePair;
import merit.rewardmodel.RewardModel;
import merit.rewardmodel.RewardModelFolder;
import merit.rewardmodel.RewardModelScorer;
import merit.tensor.Engine;
import merit.tensor.Tensors;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training of an adapter and a head, from the first step to the saved run. */
class AdapterTrainingTest {
    private static final TrainingConfig LORA = TrainingOptions.with(
            TINY, Map.of("use_peft", true, "lora_r", 4, "lora_target_modules", "all-linear", "learning_rate", 1e-2));

    @TempDir
    Path folder;

    private final List<TrainingEvent> events = new ArrayList<>();

    @Test
    void theLossFallsOnEightMemorisedPairs() throws IOException {
        for (boolean dora : new boolean[] {false, true}) {
            TrainingConfig config = TrainingOptions.with(
                    LORA, Map.of("use_dora", dora, "num_train_epochs", 150, "learning_rate", 3e-3));
            events.clear();
            try (RewardModel model = TinyBert.model(folder, config)) {
                trainer(model, config).fit(TinyBert.pairs(8, 1), List.of());
                assertThat(steps().get(0).metrics().loss()).isCloseTo(Math.log(2), within(0.05));
                assertThat(steps().get(149).metrics().loss()).isLessThan(0.3);
            }
        }
    }

    @Test
    void theAdapterAndTheHeadMoveAndNothingElse() throws IOException {
        Moves moves = moves(LORA);
        assertThat(moves.trained)
                .hasSize(2 * 6 * 2 + 1)
                .contains("base_model.model.bert.encoder.layer.1.output.dense.lora_A.weight", "classifier.weight");
        assertThat(moves.moved).isEqualTo(moves.trained);
        assertThat(moves.movedOfModel).containsExactly("classifier.weight");
    }

    @Test
    void theBiasesThatAreAskedForMoveToo() throws IOException {
        Moves moves = moves(TrainingOptions.with(
                LORA,
                Map.of("lora_target_modules", "query, output.dense", "lora_bias", "lora_only", "use_dora", true)));
        assertThat(moves.moved).isEqualTo(moves.trained);
        assertThat(moves.movedOfModel)
                .contains("bert.encoder.layer.0.attention.self.query.bias", "bert.encoder.layer.1.output.dense.bias")
                .allMatch(name -> name.endsWith(".bias") || name.equals("classifier.weight"))
                .hasSize(2 * 3 + 1);
    }

    @Test
    void whatIsTrainedAndWhatThereIsIsCounted() throws IOException {
        try (RewardModel model = TinyBert.model(folder, LORA)) {
            long base = model.parameterCount();
            trainer(model, LORA.with("max_steps", 1)).fit(TinyBert.pairs(8, 1), List.of());
            long added = 2 * 4 * (4 * (16 + 16) + (16 + 32) + (32 + 16));
            assertThat(events.get(0)).isInstanceOfSatisfying(TrainingEvent.Started.class, started -> {
                assertThat(started.trainedParameters()).isEqualTo(added + 16);
                assertThat(started.parameters()).isEqualTo(base + added);
            });
        }
    }

    @Test
    void dropoutOfTheAdapterIsOffOutsideTraining() throws IOException {
        TrainingConfig config = LORA.with("lora_dropout", 0.5).with("max_steps", 2);
        try (RewardModel model = TinyBert.model(folder, config)) {
            trainer(model, config).fit(TinyBert.pairs(8, 1), List.of());
            RewardModelScorer scorer = RewardModelScorer.of(model, "live");
            assertThat(scorer.score("w1 w2", "w3")).isEqualTo(scorer.score("w1 w2", "w3"));
        }
        assertThat(moves(config).after).isNotEqualTo(moves(config.with("lora_dropout", 0)).after);
    }

    @Test
    void theBestWeightsAreKeptAndSavedInBothForms() throws IOException {
        TrainingConfig config = LORA.with("eval_strategy", "epoch").with("num_train_epochs", 12);
        Path run = folder.resolve("run");
        List<PreferencePair> held = TinyBert.pairs(40, 2);
        try (RewardModel model = TinyBert.model(folder.resolve("base"), config)) {
            TrainingSummary summary =
                    new RewardTrainer(model, config, events::add, run, Provenance.NONE).fit(TinyBert.pairs(8, 1), held);
            assertThat(summary.restored()).isTrue();
            double best = events.stream()
                    .filter(TrainingEvent.Evaluated.class::isInstance)
                    .mapToDouble(
                            event -> ((TrainingEvent.Evaluated) event).metrics().loss())
                    .min()
                    .orElseThrow();
            EncodedPairs encoded = new PairEncoder(RowSource.of(model.encoder()), config).encode(Comparison.of(held));
            assertThat(new PairEvaluator(model, config)
                            .evaluate(encoded, Map.of())
                            .all()
                            .loss())
                    .isCloseTo(best, within(1e-6));
            double live = RewardModelScorer.of(model, "live").score("w1 w2", "w3");
            for (Path saved : List.of(run, run.resolve("adapter"))) {
                try (RewardModelScorer opened = RewardModelScorer.open(saved)) {
                    assertThat(opened.score("w1 w2", "w3")).isCloseTo(live, within(1e-5));
                }
            }
        }
    }

    @Test
    void aCheckpointHasTheAdapter() throws IOException {
        TrainingConfig config = LORA.with("save_strategy", "epoch");
        Path run = folder.resolve("run");
        try (RewardModel model = TinyBert.model(folder.resolve("base"), config)) {
            new RewardTrainer(model, config, events::add, run, Provenance.NONE).fit(TinyBert.pairs(8, 1), List.of());
        }
        assertThat(run.resolve("checkpoint-1/adapter/adapter_model.safetensors"))
                .exists();
    }

    @Test
    void aSecondFitGoesOnWithTheSameAdapterAndOneWithoutAbsorbsIt() throws IOException {
        try (RewardModel model = TinyBert.model(folder, LORA)) {
            trainer(model, LORA).fit(TinyBert.pairs(8, 1), List.of());
            var adapter = model.adapter();
            trainer(model, LORA).fit(TinyBert.pairs(8, 1), List.of());
            assertThat(model.adapter()).isSameAs(adapter);
            double before = RewardModelScorer.of(model, "live").score("w1 w2", "w3");
            TrainingConfig still = TrainingOptions.with(TINY, Map.of("learning_rate", 0, "head_learning_rate", 0));
            trainer(model, still).fit(TinyBert.pairs(8, 1), List.of());
            assertThat(model.adapter()).isNull();
            assertThat(RewardModelScorer.of(model, "live").score("w1 w2", "w3")).isCloseTo(before, within(1e-5));
        }
    }

    @Test
    void trainingGoesOnWithASavedAdapterOnItsBase() throws IOException {
        Path run = folder.resolve("run");
        try (RewardModel model = TinyBert.model(folder.resolve("base"), LORA)) {
            new RewardTrainer(model, LORA, events::add, run, Provenance.NONE).fit(TinyBert.pairs(8, 1), List.of());
        }
        try (RewardModel model = RewardModelFolder.open(run.resolve("adapter"))) {
            var adapter = model.adapter();
            new RewardTrainer(model, LORA, events::add, folder.resolve("further"), Provenance.NONE)
                    .fit(TinyBert.pairs(8, 1), List.of());
            assertThat(model.adapter()).isSameAs(adapter);
        }
        assertThat(folder.resolve("further/adapter/adapter_config.json"))
                .content()
                .contains(folder.resolve("base").toString());
    }

    @Test
    void aRunWithoutAnAdapterLeavesNoneOfTheRunBefore() throws IOException {
        Path run = folder.resolve("run");
        for (TrainingConfig config : List.of(LORA, TINY)) {
            try (RewardModel model = TinyBert.model(folder.resolve("base"), config)) {
                new RewardTrainer(model, config, events::add, run, Provenance.NONE)
                        .fit(TinyBert.pairs(8, 1), List.of());
            }
            assertThat(Files.exists(run.resolve("adapter"))).isEqualTo(config.equals(LORA));
        }
    }

    @Test
    void nothingNativeGrowsFromStepToStep() throws IOException {
        try (RewardModel model = TinyBert.model(folder, LORA)) {
            trainer(model, LORA).fit(TinyBert.pairs(8, 1), List.of());
            long before = Pointer.totalCount();
            trainer(model, LORA.with("num_train_epochs", 6)).fit(TinyBert.pairs(8, 1), List.of());
            assertThat(Pointer.totalCount()).isEqualTo(before);
        }
    }

    @Test
    void settingsThatDoNotGoTogetherOrFitNothingAreRefused() throws IOException {
        assertThatThrownBy(() -> LORA.with("freeze_backbone", true))
                .hasMessageStartingWith("freeze_backbone: found true, need false with use_peft");
        assertThatThrownBy(() -> LORA.with("lora_r", 0)).hasMessage("lora_r: found 0, need 1 or more");
        TrainingConfig pooler = LORA.with("lora_target_modules", "pooler.dense");
        try (RewardModel model = TinyBert.model(folder, pooler)) {
            assertThatThrownBy(() -> trainer(model, pooler).fit(TinyBert.pairs(8, 1), List.of()))
                    .hasMessageContaining(
                            "lora_target_modules: found \"pooler.dense\", which fits no linear map of bert")
                    .hasMessageContaining("attention.self.query");
        }
    }

    private record Moves(Set<String> trained, Set<String> moved, Set<String> movedOfModel, Map<String, String> after) {}

    private Moves moves(TrainingConfig config) throws IOException {
        try (RewardModel model = TinyBert.model(folder, config)) {
            Map<String, String> base = values(model, false);
            trainer(model, TrainingOptions.with(config, Map.of("learning_rate", 0, "head_learning_rate", 0)))
                    .fit(TinyBert.pairs(8, 1), List.of());
            Map<String, String> before = values(model, true);
            trainer(model, config.with("num_train_epochs", 3)).fit(TinyBert.pairs(8, 1), List.of());
            Map<String, String> after = values(model, true);
            return new Moves(
                    new TreeSet<>(after.keySet()), changed(before, after), changed(base, values(model, false)), after);
        }
    }

    private static Set<String> changed(Map<String, String> before, Map<String, String> after) {
        Set<String> changed = new TreeSet<>(before.keySet());
        changed.removeIf(name -> Objects.equals(before.get(name), after.get(name)));
        return changed;
    }

    private static Map<String, String> values(RewardModel model, boolean trained) {
        return Engine.call(() -> {
            Map<String, String> values = new LinkedHashMap<>();
            (trained ? model.trainedParameters() : model.parameters())
                    .forEach((name, tensor) -> values.put(name, Arrays.toString(Tensors.floats(tensor))));
            return values;
        });
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
}
