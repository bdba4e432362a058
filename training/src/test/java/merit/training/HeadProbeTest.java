package merit.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import merit.dialogue.Conversation;
import merit.dialogue.Message;
import merit.preference.CandidateSet;
import merit.preference.Origin;
import merit.preference.PreferencePair;
import merit.rewardmodel.RewardModel;
import merit.tensor.Engine;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeadProbeTest {
    private static final TrainingConfig CONFIG =
            RewardTrainerTest.TINY.with("head_start", "probe").with("max_steps", 1);

    @TempDir
    Path folder;

    private final List<TrainingEvent> events = new ArrayList<>();

    @Test
    void aFittedHeadBeginsBelowTheLossOfOneThatKnowsNothing() throws IOException {
        try (RewardModel model = TinyBert.model(folder, CONFIG)) {
            fit(model, CONFIG.with("per_device_train_batch_size", 40), betterFirst());
            assertThat(of(TrainingEvent.HeadFitted.class)).hasSize(1);
            assertThat(of(TrainingEvent.StepDone.class).get(0).metrics().loss()).isLessThan(Math.log(2) - 0.01);
        }
    }

    @Test
    void allRowsAreReadOnceAndProgressIsTold() throws IOException {
        try (RewardModel model = TinyBert.model(folder, CONFIG)) {
            fit(model, CONFIG.with("forward_tokens", 64), TinyBert.pairs(40, 1));
            List<TrainingEvent.Probing> told = of(TrainingEvent.Probing.class);
            assertThat(told).hasSizeGreaterThan(1);
            TrainingEvent.Probing last = told.get(told.size() - 1);
            assertThat(last.rows()).isEqualTo(last.ofRows());
        }
    }

    @Test
    void theBackboneStaysAsItWas() throws IOException {
        try (RewardModel model = TinyBert.model(folder, CONFIG)) {
            Map<String, float[]> before = weights(model);
            TrainingConfig still = CONFIG.with("learning_rate", 0).with("head_learning_rate", 0);
            fit(model, still, TinyBert.pairs(40, 1));
            Map<String, float[]> after = weights(model);
            assertThat(before.keySet().stream()
                            .filter(name -> !Arrays.equals(before.get(name), after.get(name)))
                            .toList())
                    .containsExactly("classifier.weight", "classifier.bias");
        }
    }

    @Test
    void rewardsOfTheTrainingRowsAverageZero() throws IOException {
        try (RewardModel model = TinyBert.model(folder, CONFIG)) {
            TrainingConfig still = CONFIG.with("learning_rate", 0)
                    .with("head_learning_rate", 0)
                    .with("per_device_train_batch_size", 40);
            fit(model, still, TinyBert.pairs(40, 1));
            StepMetrics first = of(TrainingEvent.StepDone.class).get(0).metrics();
            assertThat(first.meanReward()).isBetween(-0.01, 0.01);
        }
    }

    @Test
    void fewPromptsLeaveTheHeadAsItIs() throws IOException {
        try (RewardModel model = TinyBert.model(folder, CONFIG)) {
            fit(model, CONFIG, TinyBert.pairs(5, 1));
            assertThat(of(TrainingEvent.HeadFitted.class)).isEmpty();
        }
    }

    @Test
    void conversationsThatBeginAlikeAreOnePrompt() throws IOException {
        List<PreferencePair> oneBeginning =
                betterFirst().stream().map(HeadProbeTest::afterOneBeginning).toList();
        try (RewardModel model = TinyBert.model(folder, CONFIG)) {
            fit(model, CONFIG, oneBeginning);
            assertThat(of(TrainingEvent.HeadFitted.class)).isEmpty();
        }
    }

    private static PreferencePair afterOneBeginning(PreferencePair pair) {
        List<Message> turns =
                List.of(Message.user("w1"), Message.assistant(pair.prompt().firstUserTurn()), Message.user("w2"));
        CandidateSet set = new CandidateSet(
                new Conversation(turns), pair.set().candidates(), pair.set().judgements(), Map.of(), Origin.MEMORY);
        return new PreferencePair(set, pair.judgement());
    }

    /** Answers that begin with one word are better than the same with another. */
    private static List<PreferencePair> betterFirst() {
        return IntStream.range(0, 40)
                .mapToObj(p -> "w" + p)
                .map(word -> PreferencePair.of(word, "w1 " + word, "w2 " + word))
                .toList();
    }

    private void fit(RewardModel model, TrainingConfig config, List<PreferencePair> pairs) throws IOException {
        new RewardTrainer(model, config, events::add).fit(pairs, List.of());
    }

    private <E extends TrainingEvent> List<E> of(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static Map<String, float[]> weights(RewardModel model) {
        return Engine.call(() -> {
            try (TensorScope scope = TensorScope.open()) {
                Map<String, float[]> values = new LinkedHashMap<>();
                model.parameters().forEach((name, tensor) -> values.put(name, Tensors.floats(tensor.detach())));
                return values;
            }
        });
    }
}
