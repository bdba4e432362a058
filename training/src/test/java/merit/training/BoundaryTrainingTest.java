package merit.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import merit.backbone.PretrainedBackbone;
import merit.preference.PreferencePair;
import merit.rewardmodel.RewardModel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Training of the last layers whose steps begin with what the frozen ones once gave ends as one that runs all layers. */
class BoundaryTrainingTest {
    private static final List<PreferencePair> TRAIN = TinyBert.pairs(24, 1);
    private static final List<PreferencePair> HELD = TinyBert.pairs(12, 2);
    private static final TrainingConfig TOP = TrainingOptions.with(
            RewardTrainerTest.TINY,
            Map.of(
                    "freeze_backbone",
                    true,
                    "unfreeze_layers",
                    1,
                    "num_train_epochs",
                    3,
                    "logging_steps",
                    1,
                    "eval_strategy",
                    "epoch",
                    "load_best_model_at_end",
                    false));

    @TempDir
    private Path folder;

    private final List<TrainingEvent> events = new ArrayList<>();

    private record Result(List<Map<String, Object>> log, Map<String, List<Float>> weights) {}

    private String cache() {
        return folder.resolve("cache").toString();
    }

    private Result trained(Path base, TrainingConfig config) throws IOException {
        events.clear();
        try (RewardModel model = RewardTrainer.newModel(PretrainedBackbone.open(base), config)) {
            TrainingSummary summary = new RewardTrainer(model, config, events::add).fit(TRAIN, HELD);
            return new Result(summary.logHistory(), TinyTraining.weights(model));
        }
    }

    private Result trained(TrainingConfig config) throws IOException {
        return trained(TinyBert.write(folder.resolve("base")), config);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bert-reward",
                "roberta-reward",
                "modernbert-reward",
                "deberta-v3-reward",
                "deberta-v2-conv",
                "t5-reward",
                "llama",
                "gpt2"
            })
    void inEveryKindOfBackboneLossesAndWeightsAreThoseOfPlainTraining(String name) throws IOException {
        TrainingConfig config =
                TrainingOptions.with(TOP, Map.of("optim", "sgd", "learning_rate", 0.05, "max_length", 32));
        Path base = TinyBases.write(folder.resolve("base"), name);
        Result plain = trained(base, config.with("feature_cache", "off"));
        Result with = trained(base, config.with("feature_cache", cache()));
        assertThat(of(TrainingEvent.FeaturesKnown.class)).hasSize(1);
        assertThat(of(TrainingEvent.StepDone.class)).hasSize(9);
        System.out.println(name + ": largest difference of a weight " + largestDifference(plain, with));
        assertThat(largestDifference(plain, with)).isLessThan(2e-6);
        assertSameLog(with, plain);
    }

    private static void assertSameLog(Result found, Result need) {
        assertThat(found.log()).hasSameSizeAs(need.log());
        for (int i = 0; i < need.log().size(); i++) {
            Map<String, Object> entry = found.log().get(i);
            need.log().get(i).forEach((name, value) -> {
                if (!name.equals("eval_runtime")) {
                    assertThat(number(entry.get(name))).as(name).isCloseTo(number(value), within(2e-5));
                }
            });
        }
    }

    private static double number(@Nullable Object value) {
        return ((Number) Objects.requireNonNull(value)).doubleValue();
    }

    private static double largestDifference(Result one, Result other) {
        assertThat(one.weights().keySet()).isEqualTo(other.weights().keySet());
        double largest = 0;
        for (String name : one.weights().keySet()) {
            List<Float> values = Objects.requireNonNull(one.weights().get(name));
            List<Float> others = Objects.requireNonNull(other.weights().get(name));
            for (int i = 0; i < values.size(); i++) {
                largest = Math.max(largest, Math.abs(values.get(i) - others.get(i)));
            }
        }
        return largest;
    }

    @ParameterizedTest
    @ValueSource(strings = {"adamw", "gradient_checkpointing", "micro_batch_tokens"})
    void lossesAreThoseOfPlainTrainingWithOtherSettingsToo(String setting) throws IOException {
        TrainingConfig config = switch (setting) {
            case "gradient_checkpointing" -> TOP.with(setting, true);
            case "micro_batch_tokens" -> TrainingOptions.with(TOP, Map.of(setting, 64, "forward_tokens", 32));
            default -> TOP;
        };
        assertSameLog(trained(config.with("feature_cache", cache())), trained(config.with("feature_cache", "off")));
    }

    @Test
    void aFolderThatWasNamedKeepsTheStatesForOtherRunsAndTheUsualOneDoesNot() throws IOException {
        Result first = trained(TOP.with("feature_cache", cache()));
        TrainingEvent.KeepingStates said = of(TrainingEvent.KeepingStates.class).get(0);
        assertThat(said.block()).isEqualTo(1);
        assertThat(said.blocks()).isEqualTo(2);
        assertThat(said.missing()).isEqualTo(said.rows()).isEqualTo(72);
        assertThat(said.kept()).isTrue();
        assertThat(said.file()).hasSize(64 + said.bytes());
        Result second = trained(TOP.with("feature_cache", cache()));
        assertThat(of(TrainingEvent.FeaturesKnown.class).get(0).computed()).isZero();
        assertThat(second.weights()).isEqualTo(first.weights());
        trained(TrainingOptions.with(TOP, Map.of("feature_cache", cache(), "seed", 5, "learning_rate", 1e-3)));
        assertThat(of(TrainingEvent.FeaturesKnown.class).get(0).computed()).isZero();
        Result usual = trained(TOP);
        said = of(TrainingEvent.KeepingStates.class).get(0);
        assertThat(said.kept()).isFalse();
        assertThat(said.file()).doesNotExist();
        assertThat(usual.weights()).isEqualTo(first.weights());
    }

    @Test
    void onePassDropoutAndOffGoThroughAllLayers() throws IOException {
        for (Map<String, ?> changes : List.<Map<String, ?>>of(
                Map.of("num_train_epochs", 1),
                Map.of("disable_dropout", false),
                Map.of("unfreeze_layers", 2),
                Map.of("feature_cache", "off"))) {
            trained(TrainingOptions.with(TOP.with("feature_cache", cache()), changes));
            assertThat(of(TrainingEvent.KeepingStates.class)).as("%s", changes).isEmpty();
        }
        assertThat(folder.resolve("cache")).doesNotExist();
    }

    @Test
    void whereNothingCanBeKeptTheRunGoesOnThroughAllLayersAndSaysSo() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "no folder");
        Result plain = trained(TOP.with("feature_cache", "off"));
        Result without = trained(TOP.with("feature_cache", file.resolve("cache").toString()));
        assertThat(of(TrainingEvent.StatesNotKept.class)).hasSize(1);
        assertThat(of(TrainingEvent.StatesNotKept.class).get(0).reason()).contains(file.toString());
        assertThat(without.weights()).isEqualTo(plain.weights());
    }

    @Test
    void whatIsHeldOutIsKnownWhereItIsScoredWhileTraining() throws IOException {
        trained(TrainingOptions.with(TOP, Map.of("feature_cache", cache(), "eval_strategy", "no")));
        assertThat(of(TrainingEvent.FeaturesKnown.class).get(0).rows()).isEqualTo(48);
    }

    @Test
    void cutShortBeforeOrAfterTheStatesAreKnownItEndsWithTheSameBits() throws IOException {
        TrainingConfig config =
                TrainingOptions.with(TOP, Map.of("forward_tokens", 256, "save_strategy", "steps", "save_steps", 2));
        List<TrainingEvent> all = new ArrayList<>();
        TinyTraining.Result straight = new TinyTraining(
                        folder.resolve("straight"), config.with("feature_cache", cache()))
                .run(false, all::add);
        long reading = all.stream()
                .filter(TrainingEvent.ReadingFeatures.class::isInstance)
                .count();
        assertThat(reading).isGreaterThan(2);
        for (int last : new int[] {0, 2, 3, (int) reading + 2, (int) reading + 4, all.size() - 3}) {
            TinyTraining cut = new TinyTraining(
                    folder.resolve("cut-" + last),
                    config.with("feature_cache", folder.resolve("cache-" + last).toString()));
            ResumeTest.cutAfter(cut, last);
            assertThat(cut.run(true, event -> {})).as("after %s", all.get(last)).isEqualTo(straight);
        }
    }

    private <T extends TrainingEvent> List<T> of(Class<T> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
