package merit.training;

import static merit.training.RewardTrainerTest.TINY;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import merit.preference.PreferencePair;
import merit.rewardmodel.RewardModel;
import merit.tensor.Engine;
import merit.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gradient of a word table, which is added to only where its rows occur. */
class WordGradientTest {
    private static final int WIDTH = 16;
    private static final int START = 2; // [CLS]
    private static final int END = 3; // [SEP]
    private static final int FIRST_WORD = 5;

    @TempDir
    Path folder;

    @Test
    void withoutDecayTheWordsThatOccurMoveAndNoOthers() throws IOException {
        TrainingConfig config = TINY.with("weight_decay", 0).with("max_steps", 3);
        try (RewardModel model = TinyBert.model(folder, config)) {
            float[] before = words(model);
            List<PreferencePair> pairs = List.of(PreferencePair.of("w1 w2", "w3", "w4 w5"));
            new RewardTrainer(model, config, event -> {}).fit(pairs, List.of());
            float[] after = words(model);
            assertThat(IntStream.range(0, before.length / WIDTH)
                            .filter(row -> !Arrays.equals(
                                    before, row * WIDTH, (row + 1) * WIDTH, after, row * WIDTH, (row + 1) * WIDTH)))
                    .containsExactly(
                            START, END, FIRST_WORD + 1, FIRST_WORD + 2, FIRST_WORD + 3, FIRST_WORD + 4, FIRST_WORD + 5);
        }
    }

    private static float[] words(RewardModel model) {
        return Engine.call(() -> Tensors.floats(
                Objects.requireNonNull(model.parameters().get("bert.embeddings.word_embeddings.weight"))));
    }
}
