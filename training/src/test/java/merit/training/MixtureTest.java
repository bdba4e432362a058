package merit.training;

import static merit.training.RewardTrainerTest.TINY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import merit.encoding.TokenRow;
import merit.loss.LossType;
import merit.preference.CandidateSet;
import merit.preference.PreferencePair;
import merit.rewardmodel.RewardModel;
import merit.tensor.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data sets mixed by weight: eight pairs of a, of two prompts, and four of b, each of its own. */
class MixtureTest {
    private static final Map<String, int[]> LABELS = new LinkedHashMap<>();

    static {
        LABELS.put("a", IntStream.range(0, 8).toArray());
        LABELS.put("b", IntStream.range(8, 12).toArray());
    }

    @TempDir
    private Path folder;

    private static EncodedPairs twelve() {
        List<PreferencePair> pairs = new ArrayList<>();
        List<TokenRow> rows = new ArrayList<>();
        for (int p = 0; p < 12; p++) {
            String prompt = p < 8 ? "a" + p / 4 : "b" + p;
            pairs.add(PreferencePair.of(prompt, "better " + p, "worse " + p));
            rows.add(new TokenRow(new int[] {2 * p}, new int[] {0}, 0, 0));
            rows.add(new TokenRow(new int[] {2 * p + 1}, new int[] {0}, 0, 0));
        }
        return EncodedPairs.of(Comparison.of(pairs), rows, ObjectivesConfig.DEFAULT, LossType.Scope.PAIR);
    }

    private static Mixture mixture(String weights) {
        return Objects.requireNonNull(Mixture.of(weights, twelve(), LABELS));
    }

    private static Map<Integer, Integer> counts(Mixture mixture, int fromEpoch, int toEpoch) {
        Map<Integer, Integer> counts = new HashMap<>();
        for (int epoch = fromEpoch; epoch < toEpoch; epoch++) {
            for (int[] prompt : mixture.byPrompt(epoch, new Seed(1))) {
                IntStream.of(prompt).forEach(item -> counts.merge(item, 1, Integer::sum));
            }
        }
        return counts;
    }

    @Test
    void sharesAddUpAndRoundingGoesToTheLargestRemainder() {
        assertThat(Mixture.shares(new double[] {1, 3}, 12)).containsExactly(3, 9);
        assertThat(Mixture.shares(new double[] {1, 1, 1}, 10)).containsExactly(4, 3, 3);
        assertThat(Mixture.shares(new double[] {0.5, 0.3, 0.2}, 7)).containsExactly(4, 2, 1); // 3.5, 2.1, 1.4
    }

    @Test
    void anEpochDrawsThreeOfAAndNineOfB() {
        Mixture mixture = mixture("a=1,b=3");
        assertThat(mixture.sets()).containsExactly(new MixedSet("a", 8, 3), new MixedSet("b", 4, 9));
        Map<Integer, Integer> counts = counts(mixture, 0, 1);
        assertThat(IntStream.range(0, 8)
                        .map(item -> counts.getOrDefault(item, 0))
                        .sum())
                .isEqualTo(3);
        assertThat(IntStream.range(0, 8).filter(counts::containsKey).count()).isEqualTo(3);
        assertThat(IntStream.range(8, 12)
                        .map(item -> counts.getOrDefault(item, 0))
                        .sorted())
                .containsExactly(2, 2, 2, 3);
    }

    @Test
    void noPairIsDrawnAgainBeforeItsSetIsUsedUp() {
        Mixture mixture = mixture("a=1,b=3");
        assertThat(counts(mixture, 0, 2).values().stream().mapToInt(n -> n).sum())
                .isEqualTo(24);
        assertThat(IntStream.range(0, 8)
                        .filter(counts(mixture, 0, 2)::containsKey)
                        .count())
                .isEqualTo(6);
        assertThat(IntStream.range(0, 8)
                        .filter(counts(mixture, 0, 3)::containsKey)
                        .count())
                .isEqualTo(8);
        Map<Integer, Integer> eight = counts(mixture, 0, 8); // 24 draws of eight, 72 of four
        assertThat(IntStream.range(0, 8)).allMatch(item -> eight.getOrDefault(item, 0) == 3);
        assertThat(IntStream.range(8, 12)).allMatch(item -> eight.getOrDefault(item, 0) == 18);
    }

    @Test
    void pairsOfAPromptStayTogetherAndPassesDiffer() {
        Mixture mixture = mixture("a=2,b=1");
        List<int[]> first = mixture.byPrompt(0, new Seed(1));
        assertThat(first.stream().filter(prompt -> prompt[0] < 8).map(prompt -> prompt.length))
                .containsExactly(4, 4);
        assertThat(first).containsExactly(mixture.byPrompt(0, new Seed(1)).toArray(int[][]::new));
        assertThat(first.stream().flatMapToInt(IntStream::of).toArray())
                .isNotEqualTo(mixture.byPrompt(1, new Seed(1)).stream()
                        .flatMapToInt(IntStream::of)
                        .toArray());
    }

    @Test
    void weightsThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> mixture("a=1,bb=3"))
                .hasMessage("data_weights: found bb, need the names of the data: a, b. Did you mean b?");
        assertThatThrownBy(() -> mixture("a=1")).hasMessageContaining("found no weight of b, need one for each");
        assertThatThrownBy(() -> mixture("a=1,b=0.001"))
                .hasMessageContaining("found nothing to draw of b, which has 4 and a share of 0");
        assertThatThrownBy(() -> TINY.with("data_weights", "a=1,b=-1"))
                .hasMessageContaining("data_weights: found b=-1.0, need numbers above 0");
    }

    @Test
    void aRunThatWasCutShortGoesOnToTheSameBits() throws IOException {
        TrainingConfig config = TrainingOptions.with(
                TINY, Map.of("data_weights", "a=1,b=3", "num_train_epochs", 3, "per_device_train_batch_size", 4));
        train("straight", config, 0);
        train("cut", config, 4);
        train("cut", config, -1);
        assertThat(folder.resolve("cut-run/model.safetensors"))
                .hasSameBinaryContentAs(folder.resolve("straight-run/model.safetensors"));
        assertThat(Files.readString(folder.resolve("cut-run/data.json"))).contains("\"drawn\" : 9");
    }

    /** @param stopAfter steps; 0 to go to the end, -1 to go on with the run */
    private void train(String name, TrainingConfig config, int stopAfter) throws IOException {
        List<CandidateSet> all =
                TinyBert.pairs(12, 1).stream().map(PreferencePair::set).toList();
        NamedSets train = new NamedSets(all, Map.of("a", all.subList(0, 8), "b", all.subList(8, 12)));
        List<RewardTrainer> trainers = new ArrayList<>();
        try (RewardModel model = TinyBert.model(folder.resolve("base"), config)) {
            RewardTrainer trainer = new RewardTrainer(
                    model,
                    config,
                    event -> {
                        if (event instanceof TrainingEvent.StepDone step && step.step() == stopAfter) {
                            trainers.get(0).stop();
                        }
                    },
                    folder.resolve(name + "-run"),
                    Provenance.NONE);
            trainers.add(trainer);
            (stopAfter < 0 ? trainer.resuming() : trainer).fitSets(train, NamedSets.of(List.of()));
        }
    }
}
