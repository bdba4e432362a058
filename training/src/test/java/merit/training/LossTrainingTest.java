package merit.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import merit.dialogue.Conversation;
import merit.loss.LossType;
import merit.preference.Candidate;
import merit.preference.CandidateSet;
import merit.preference.Judgement;
import merit.preference.Origin;
import merit.preference.PreferencePair;
import merit.rewardmodel.RewardModel;
import merit.rewardmodel.RewardModelFolder;
import merit.rewardmodel.TieParameter;
import merit.scoring.TieModel;
import merit.tensor.Engine;
import merit.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LossTrainingTest {
    @TempDir
    Path folder;

    private final List<TrainingEvent> events = new ArrayList<>();

    @ParameterizedTest
    @EnumSource(LossType.class)
    void everyLossFallsOnEightMemorisedPrompts(LossType loss) throws IOException {
        TrainingConfig config = TinyRankings.config(loss).with("max_steps", 200).with("lr_scheduler_type", "linear");
        try (RewardModel model = TinyBert.model(folder, config)) {
            fit(model, config, TinyRankings.of(8, 1));
            double first = losses().get(0);
            double last = losses().subList(190, 200).stream()
                    .mapToDouble(value -> value)
                    .average()
                    .orElseThrow();
            assertThat(last).isLessThan(first / 2);
        }
    }

    @ParameterizedTest
    @EnumSource(LossType.class)
    void microBatchesDoNotChangeTheResult(LossType loss) throws IOException {
        Map<String, ?> plain = // Adam makes gradients that cancel but for rounding as large as any
                Map.of("optim", "sgd", "learning_rate", 0.1, "head_learning_rate", 0.1, "max_steps", 3);
        TrainingConfig config = TrainingOptions.with(TinyRankings.config(loss), plain);
        TrainingConfig packed = config.with("micro_batch_tokens", 20).with("forward_tokens", 16);
        RewardTrainerTest.assertSame(weightsAfter(config), weightsAfter(packed));
    }

    @ParameterizedTest
    @EnumSource(LossType.class)
    void accumulatedBatchesAreOneLargeBatch(LossType loss) throws IOException {
        TrainingConfig config = TinyRankings.config(loss).with("max_steps", 3);
        TrainingConfig accumulated = TrainingOptions.with(
                config,
                Map.of(
                        "per_device_train_batch_size",
                        config.batch().perDeviceTrainBatchSize() / 2,
                        "gradient_accumulation_steps",
                        2));
        Map<String, float[]> once = weightsAfter(config);
        weightsAfter(accumulated)
                .forEach((name, values) -> assertThat(values).as(name).isEqualTo(once.get(name)));
    }

    @Test
    void aStepOfPromptsComputesEachAnswerOnce() throws IOException {
        for (LossType loss : List.of(LossType.K_WISE, LossType.PLACKETT_LUCE)) {
            events.clear();
            TrainingConfig config = TinyRankings.config(loss).with("num_train_epochs", 1);
            try (RewardModel model = TinyBert.model(folder, config)) {
                List<CandidateSet> sets = TinyRankings.of(4, 1);
                fit(model, config, sets);
                long tokens = sets.stream()
                        .flatMap(set -> set.candidates().stream().map(Candidate::response))
                        .mapToLong(answer -> 4 + answer.split(" ").length)
                        .sum();
                assertThat(steps()).hasSize(2);
                assertThat(steps().get(0).metrics().pairs())
                        .as("five of six, one is a tie")
                        .isEqualTo(2 * 5);
                assertThat(steps().get(0).metrics().weight())
                        .as("each prompt once")
                        .isCloseTo(2, within(1e-6));
                assertThat(steps().get(1).numTokens()).isEqualTo(tokens);
            }
        }
    }

    @Test
    void kWiseTakesThePairsOfAPromptTogetherWhereverTheyStand() throws IOException {
        TrainingConfig config = TinyRankings.config(LossType.K_WISE).with("num_train_epochs", 1);
        List<PreferencePair> pairs = List.of(
                PreferencePair.of("w1", "w2", "w3"),
                PreferencePair.of("w9", "w5", "w6"),
                PreferencePair.of("w1", "w3", "w4"));
        try (RewardModel model = TinyBert.model(folder, config)) {
            new RewardTrainer(model, config, events::add).fit(pairs, List.of());
            assertThat(steps()).hasSize(1);
            assertThat(steps().get(0).metrics().pairs()).isEqualTo(3);
            assertThat(steps().get(0).metrics().loss()).isCloseTo(Math.log(2), within(0.05));
        }
    }

    @Test
    void tiesAreLearntAndSavedWithTheModel() throws IOException {
        Path run = folder.resolve("run");
        TrainingConfig config = TinyRankings.config(LossType.DAVIDSON).with("num_train_epochs", 3);
        TieModel learnt;
        try (RewardModel model = TinyBert.model(folder.resolve("base"), config)) {
            new RewardTrainer(model, config, events::add, run, Provenance.NONE)
                    .fitSets(TinyRankings.of(8, 1), TinyRankings.of(4, 2));
            learnt = Objects.requireNonNull(model.ties().value());
            TieModel start = TieModel.ofShare(TieModel.Rule.DAVIDSON, 8.5 / 49);
            assertThat(learnt.parameter()).isNotCloseTo(start.parameter(), within(1e-3));
            assertThat(learnt.parameter()).isCloseTo(start.parameter(), within(0.2));
            assertThat(model.trainedParameterCount())
                    .as("all but the bias, and ties")
                    .isEqualTo(model.parameterCount());
        }
        try (RewardModel opened = RewardModelFolder.open(run)) {
            TieModel known = Objects.requireNonNull(opened.ties().value());
            assertThat(known.rule()).isEqualTo(TieModel.Rule.DAVIDSON);
            assertThat(known.parameter()).isCloseTo(learnt.parameter(), within(1e-6));
            assertThat(Engine.call(opened::trainedParameters)).doesNotContainKey(TieParameter.NAME);
            fit(opened, config.with("loss", LossType.BRADLEY_TERRY), TinyRankings.of(8, 1));
            assertThat(opened.ties().value()).as("nothing learns it").isNull();
        }
    }

    @Test
    void tiesAreLeftOutOfAccuracyAndKeptInTheLoss() throws IOException {
        TrainingConfig config = TinyRankings.config(LossType.RAO_KUPPER).with("max_steps", 1);
        List<CandidateSet> tied = TinyRankings.of(2, 1).stream()
                .map(set -> set.withJudgements(List.of(new Judgement(0, 1, 0.5, 0.0, 1, Judgement.OVERALL))))
                .toList();
        try (RewardModel model = TinyBert.model(folder, config)) {
            fit(model, config, tied);
            StepMetrics metrics = steps().get(0).metrics();
            assertThat(metrics.pairs()).isEqualTo(2);
            assertThat(metrics.accuracy()).isNaN();
            assertThat(metrics.loss())
                    .as("all but one half of one are ties")
                    .isCloseTo(-Math.log(2.5 / 3), within(0.01));
        }
    }

    @Test
    void aMetricThatNothingHeldOutHasIsRefusedBeforeTheFirstStep() throws IOException {
        TrainingConfig config = TrainingOptions.with(
                TinyRankings.config(LossType.DAVIDSON),
                Map.of("eval_strategy", "epoch", "metric_for_best_model", "accuracy", "num_train_epochs", 1));
        List<CandidateSet> tied = TinyRankings.of(2, 2).stream()
                .map(set -> set.withJudgements(List.of(new Judgement(0, 1, 0.5, 0.0, 1, Judgement.OVERALL))))
                .toList();
        Path run = folder.resolve("run");
        try (RewardModel model = TinyBert.model(folder.resolve("base"), config)) {
            RewardTrainer trainer = new RewardTrainer(model, config, events::add, run, Provenance.NONE);
            assertThatThrownBy(() -> trainer.fitSets(TinyRankings.of(4, 1), tied))
                    .hasMessageStartingWith("metric_for_best_model: found accuracy, which these labels do not have;"
                            + " need one of eval_loss");
        }
        assertThat(events).isEmpty();
        assertThat(run).doesNotExist();
    }

    @Test
    void aRankingOfSoftLabelsIsRefused() throws IOException {
        TrainingConfig config = TinyRankings.config(LossType.PLACKETT_LUCE);
        CandidateSet soft = new CandidateSet(
                Conversation.ofPrompt("w1"),
                List.of(Candidate.of("w2"), Candidate.of("w3")),
                List.of(new Judgement(0, 1, 0.7, null, 1, Judgement.OVERALL)),
                Map.of(),
                Origin.MEMORY);
        try (RewardModel model = TinyBert.model(folder, config)) {
            assertThatThrownBy(() -> fit(model, config, List.of(soft)))
                    .hasMessageContaining("loss plackett-luce: found a judgement of probability 0.7, need ranks");
        }
    }

    @Test
    void lossesThatMakeNoSenseBesideObjectivesAreRefusedByName() {
        TrainingConfig two = RewardTrainerTest.TINY.with("objectives", "helpful,harmless");
        assertThatThrownBy(() -> two.with("loss", "davidson"))
                .hasMessageStartingWith("loss: found davidson, need a loss without ties beside objectives");
        assertThatThrownBy(() -> two.with("objective_loss", "regression").with("loss", "k-wise"))
                .hasMessageStartingWith("loss: found k-wise, need none beside objective_loss");
        assertThatThrownBy(() -> two.with("objective_loss", "regression").with("label_smoothing", 0.1))
                .hasMessageStartingWith("loss: found an option of it, need none beside objective_loss");
        assertThat(two.with("loss", "listmle").loss().loss()).isEqualTo(LossType.PLACKETT_LUCE);
    }

    private void fit(RewardModel model, TrainingConfig config, List<CandidateSet> sets) throws IOException {
        new RewardTrainer(model, config, events::add).fitSets(sets, List.of());
    }

    private Map<String, float[]> weightsAfter(TrainingConfig config) throws IOException {
        try (RewardModel model = TinyBert.model(folder, config)) {
            fit(model, config, TinyRankings.of(6, 1));
            return Engine.call(() -> {
                Map<String, float[]> weights = new LinkedHashMap<>();
                model.parameters().forEach((name, tensor) -> weights.put(name, Tensors.floats(tensor)));
                model.ties().parameters().forEach((name, tensor) -> weights.put(name, Tensors.floats(tensor)));
                return weights;
            });
        }
    }

    private List<Double> losses() {
        return steps().stream().map(step -> step.metrics().loss()).toList();
    }

    private List<TrainingEvent.StepDone> steps() {
        return events.stream()
                .filter(TrainingEvent.StepDone.class::isInstance)
                .map(TrainingEvent.StepDone.class::cast)
                .toList();
    }
}
