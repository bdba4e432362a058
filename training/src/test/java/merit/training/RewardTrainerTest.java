package merit.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
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
import merit.preference.Judgement;
import merit.preference.Origin;
import merit.rewardmodel.Pooling;
import merit.rewardmodel.RewardModel;
import merit.tensor.Engine;
import merit.tensor.Gradients;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RewardTrainerTest {
    static final TrainingConfig TINY = TrainingConfig.DEFAULT
            .with("max_length", 48)
            .with("learning_rate", 3e-3)
            .with("head_learning_rate", 1e-2)
            .with("head_start", "random")
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
    void microBatchesSideBySideGiveTheSameBitsInEveryRun() throws IOException {
        TrainingConfig many = TINY.with("micro_batch_tokens", 30).with("forward_tokens", 16);
        assertThat(Engine.lanes()).isGreaterThan(1);
        Map<String, float[]> first = weightsAfter(many);
        Map<String, float[]> second = weightsAfter(many);
        first.forEach((name, values) -> assertThat(second.get(name)).as(name).isEqualTo(values));
    }

    @Test
    void oneThreadGivesWhatSeveralGive() throws IOException {
        Map<String, float[]> several = weightsAfter(TINY);
        int threads = Engine.info().threads();
        Engine.threads(1);
        try {
            assertSame(several, weightsAfter(TINY));
        } finally {
            Engine.threads(threads);
        }
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
        TrainingConfig parts = TINY.with("micro_batch_tokens", 30).with("forward_tokens", 16);
        try (RewardModel model = TinyBert.model(folder, parts)) {
            trainer(model, parts).fit(TinyBert.pairs(8, 1), List.of());
            Engine.run(() ->
                    model.backbone().replaceLinear("encoder.layer.1.output.dense", map -> new FailingMap(map, 5)));
            long before = Pointer.totalCount();
            assertThatThrownBy(() -> trainer(model, parts).fit(TinyBert.pairs(8, 1), List.of()))
                    .hasMessage("failed on purpose");
            assertThat(Pointer.totalCount()).isEqualTo(before);
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

    private Set<String> unmoved(TrainingConfig config) throws IOException {
        try (RewardModel model = TinyBert.model(folder, config)) {
            assertThat(model.pooling()).isNotEqualTo(Pooling.AUTO);
            Map<String, float[]> before = weights(model);
            TrainingConfig still =
                    config.with("num_train_epochs", 3).with("weight_decay", 0); // which moves without a gradient
            trainer(model, still).fit(TinyBert.pairs(8, 1), List.of());
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

    static void assertSame(Map<String, float[]> expected, Map<String, float[]> found) {
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
