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
import java.util.stream.IntStream;
import merit.dialogue.Conversation;
import merit.preference.Candidate;
import merit.preference.CandidateSet;
import merit.preference.Judgement;
import merit.preference.Origin;
import merit.preference.PreferencePair;
import merit.rewardmodel.Objectives;
import merit.rewardmodel.RewardModel;
import merit.rewardmodel.RewardModelFolder;
import merit.rewardmodel.RewardModelScorer;
import merit.scoring.Score;
import merit.tensor.Engine;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeveralObjectivesTest {
    private static final TrainingConfig TWO = RewardTrainerTest.TINY.with("objectives", "helpful,harmless");
    private static final TrainingConfig GRADES = TWO.with("objective_loss", "regression");

    @TempDir
    Path folder;

    private final List<TrainingEvent> events = new ArrayList<>();

    @Test
    void eachRowLabelsOneObjectiveAndBothAreLearnt() throws IOException {
        try (RewardModel model = TinyBert.model(folder, TWO)) {
            fit(model, TWO.with("num_train_epochs", 60), labelled());
            StepMetrics last = steps().get(steps().size() - 1).metrics();
            assertThat(last.loss()).isLessThan(0.1);
            assertThat(last.accuracy()).isEqualTo(1);
        }
    }

    @Test
    void anOutputWithoutLabelsStaysAsItIs() throws IOException {
        try (RewardModel model = TinyBert.model(folder, TWO)) {
            float[] before = head(model);
            List<CandidateSet> helpful = labelled().stream()
                    .filter(set -> set.judgements().get(0).objective().equals("helpful"))
                    .toList();
            fit(model, TWO.with("weight_decay", 0), helpful);
            float[] after = head(model);
            assertThat(Arrays.copyOfRange(after, 16, 32)).isEqualTo(Arrays.copyOfRange(before, 16, 32));
            assertThat(Arrays.copyOfRange(after, 0, 16)).isNotEqualTo(Arrays.copyOfRange(before, 0, 16));
        }
    }

    @Test
    void oneNamedObjectiveIsTrainedToTheBitsOfOneReward() throws IOException {
        List<CandidateSet> sets =
                TinyBert.pairs(8, 1).stream().map(PreferencePair::set).toList();
        Map<String, float[]> unnamed = weightsAfter(RewardTrainerTest.TINY, sets);
        Map<String, float[]> named = weightsAfter(RewardTrainerTest.TINY.with("objectives", "overall"), sets);
        unnamed.forEach((name, values) -> assertThat(named.get(name)).as(name).isEqualTo(values));
    }

    @Test
    void judgementsOfTheSameAnswersAreOneItemOfAStep() throws IOException {
        TrainingConfig config = TWO.with("per_device_train_batch_size", 4).with("num_train_epochs", 1);
        try (RewardModel model = TinyBert.model(folder, config)) {
            fit(model, config, graded(8));
            assertThat(steps()).hasSize(2);
            assertThat(steps().get(0).metrics().pairs()).isEqualTo(8);
        }
    }

    @Test
    void microBatchesDoNotChangeTheResult() throws IOException {
        for (TrainingConfig config : List.of(TWO, GRADES)) {
            TrainingConfig packed = config.with("micro_batch_tokens", 30).with("forward_tokens", 16);
            RewardTrainerTest.assertSame(weightsAfter(config, graded(8)), weightsAfter(packed, graded(8)));
        }
    }

    @Test
    void gradesAreLearntInDeviationsFromTheirMean() throws IOException {
        Path run = folder.resolve("run");
        TrainingConfig config = GRADES.with("num_train_epochs", 150);
        List<Score> before;
        try (RewardModel model = TinyBert.model(folder.resolve("base"), config)) {
            new RewardTrainer(model, config, events::add, run, Provenance.NONE).fitSets(graded(6), graded(6));
            Objectives.Part helpful = model.objectives().parts().get(0);
            assertThat(helpful.mean()).isEqualTo(3.0);
            assertThat(helpful.deviation()).isCloseTo(Math.sqrt(12.0 / 11), within(1e-12));
            assertThat(steps().get(steps().size() - 1).metrics().loss()).isLessThan(0.05);
            before = scores(model);
            Score first = before.get(0);
            double grade = helpful.mean()
                    + helpful.deviation()
                            * Objects.requireNonNull(first.objectives().get("helpful"));
            assertThat(grade).isCloseTo(4, within(0.6));
        }
        try (RewardModel opened = RewardModelFolder.open(run)) {
            assertThat(scores(opened)).isEqualTo(before);
        }
    }

    @Test
    void theScoreIsTheWeightedSumOfItsParts() throws IOException {
        TrainingConfig config = TWO.with("score_weights", "helpful=2,harmless=-0.5");
        try (RewardModel model = TinyBert.model(folder, config)) {
            Score score = scores(model).get(0);
            double helpful = Objects.requireNonNull(score.objectives().get("helpful"));
            double harmless = Objects.requireNonNull(score.objectives().get("harmless"));
            assertThat(score.value()).isEqualTo(2 * helpful - 0.5 * harmless);
        }
    }

    @Test
    void whatTheDataDoNotHaveIsRefusedByName() {
        assertThatThrownBy(() -> TWO.with("objectives", "helpful,honest").of(labelled()))
                .hasMessage("objectives: found no judgements and no grades that differ of honest; the data have"
                        + " helpful, harmless");
        assertThat(TWO.with("objectives", "all").of(labelled()).objectives().objectives())
                .isEqualTo("helpful,harmless");
        assertThatThrownBy(() -> TWO.with("loss_weights", "honest=1"))
                .hasMessage("loss_weights: found \"honest\", need one of the objectives helpful, harmless");
        assertThatThrownBy(() -> TWO.with("score_weights", "helpful"))
                .hasMessage("score_weights: found \"helpful\", need name=number, e.g. helpful=1,harmless=0.5");
    }

    private void fit(RewardModel model, TrainingConfig config, List<CandidateSet> sets) throws IOException {
        new RewardTrainer(model, config, events::add).fitSets(sets, List.of());
    }

    private List<TrainingEvent.StepDone> steps() {
        return events.stream()
                .filter(TrainingEvent.StepDone.class::isInstance)
                .map(TrainingEvent.StepDone.class::cast)
                .toList();
    }

    /** Eight pairs that are judged by one objective, by turns. */
    private static List<CandidateSet> labelled() {
        List<PreferencePair> pairs = TinyBert.pairs(8, 1);
        return IntStream.range(0, 8)
                .mapToObj(p -> pairs.get(p)
                        .set()
                        .withJudgements(List.of(Judgement.prefers(0, 1, null).of(p % 2 == 0 ? "helpful" : "harmless"))))
                .toList();
    }

    /** Two answers a prompt, graded 4 and 2 by one objective and 1 and 5 by the other. */
    private static List<CandidateSet> graded(int count) {
        return IntStream.range(0, count)
                .mapToObj(p -> new CandidateSet(
                        Conversation.ofPrompt("w" + p),
                        List.of(
                                new Candidate("w30 w" + p, Map.of("helpful", 4.0, "harmless", 1.0), Map.of()),
                                new Candidate("w31 w" + (p + 9), Map.of("helpful", 2.0, "harmless", 5.0), Map.of())),
                        List.of(),
                        Map.of(),
                        Origin.MEMORY))
                .toList();
    }

    private static List<Score> scores(RewardModel model) {
        RewardModelScorer scorer = RewardModelScorer.of(model, "tiny");
        return scorer.scoreRows(
                List.of(model.encoder().encode("w1", "w30 w1"), model.encoder().encode("w2", "w31 w11")));
    }

    private Map<String, float[]> weightsAfter(TrainingConfig config, List<CandidateSet> sets) throws IOException {
        try (RewardModel model = TinyBert.model(folder, config)) {
            fit(model, config.with("num_train_epochs", 3), sets);
            return Engine.call(() -> {
                try (TensorScope scope = TensorScope.open()) {
                    Map<String, float[]> values = new LinkedHashMap<>();
                    model.parameters().forEach((name, tensor) -> values.put(name, Tensors.floats(tensor.detach())));
                    return values;
                }
            });
        }
    }

    private static float[] head(RewardModel model) {
        return Engine.call(() -> {
            try (TensorScope scope = TensorScope.open()) {
                return Tensors.floats(model.head().projection().detach());
            }
        });
    }
}
