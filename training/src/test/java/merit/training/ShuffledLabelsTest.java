package merit.training;

import static merit.training.RewardTrainerTest.TINY;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import merit.preference.PreferencePair;
import merit.rewardmodel.RewardModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Half of the words are better than the others, for every prompt. */
class ShuffledLabelsTest {
    private static final TrainingConfig CONFIG = TINY.with("num_train_epochs", 6);
    private static final int GOOD = TinyBert.WORDS / 2;

    @TempDir
    Path folder;

    @Test
    void aTrueSignalIsFoundInPairsThatWereHeldOut() throws IOException {
        assertThat(accuracy(pairs(160, 1))).isGreaterThan(0.9);
    }

    /** Were the held-out pairs to leak into training, or their labels to be the rule's, they would be right. */
    @Test
    void itsLabelsShuffledTeachNothing() throws IOException {
        Random coin = new Random(3);
        List<PreferencePair> shuffled = pairs(160, 1).stream()
                .map(pair -> coin.nextBoolean() ? pair : turned(pair))
                .toList();
        assertThat(accuracy(shuffled)).as("0.5, spread by 0.09").isBetween(0.2, 0.8);
    }

    private double accuracy(List<PreferencePair> train) throws IOException {
        try (RewardModel model = TinyBert.model(folder, CONFIG)) {
            new RewardTrainer(model, CONFIG, event -> {}).fit(train, List.of());
            EncodedPairs held = new PairEncoder(model.encoder(), CONFIG.input().overlong()).encode(pairs(200, 2));
            return new PairEvaluator(model, CONFIG.loss()).evaluate(held).accuracy();
        }
    }

    private static PreferencePair turned(PreferencePair pair) {
        String prompt = pair.prompt().messages().get(0).content();
        String first = pair.rejected();
        String second = pair.chosen();
        return PreferencePair.of(prompt, first, second);
    }

    private static List<PreferencePair> pairs(int count, int seed) {
        Random random = new Random(seed);
        return IntStream.range(0, count)
                .mapToObj(p -> PreferencePair.of(
                        "w" + random.nextInt(TinyBert.WORDS) + " w" + random.nextInt(TinyBert.WORDS),
                        "w" + random.nextInt(GOOD),
                        "w" + (GOOD + random.nextInt(GOOD))))
                .toList();
    }
}
