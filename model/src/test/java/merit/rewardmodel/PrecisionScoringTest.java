package merit.rewardmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import merit.layer.Products;
import merit.scoring.ScoreInput;
import merit.tensor.Engine;
import merit.tensor.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A saved model scores in fp32 whatever it was trained in, and in bf16 where it is asked to. */
class PrecisionScoringTest {
    private static final ScoringOptions BF16 = ScoringOptions.NONE.in(Precision.BF16);

    @TempDir
    private Path folder;

    @Test
    void scoresInBf16AreNearThoseInFp32AndTheDriftOfGoldenScoresIsKnown() throws IOException {
        Path run = saved("run", Products.Setting.FP32);
        try (RewardModelScorer plain = RewardModelScorer.open(run);
                RewardModelScorer low = RewardModelScorer.open(run, BF16)) {
            double[] differences = differences(plain, low);
            double largest = IntStream.range(0, differences.length)
                    .mapToDouble(i -> Math.abs(differences[i]))
                    .max()
                    .orElseThrow();
            System.out.println("bf16: largest difference " + largest + ", of golden scores " + low.drift());
            assertThat(largest).isBetween(1e-6, 2e-2);
            assertThat(low.drift().orElseThrow()).isBetween(1e-6, 2e-2);
            assertThat(low.info().precision()).isEqualTo("bf16");
            assertThat(plain.drift()).isEmpty();
            assertThat(plain.info().precision()).isEqualTo("fp32");
        }
    }

    @Test
    void aModelThatComputesInBf16IsSavedWithGoldenScoresOfFp32() throws IOException {
        Path run = saved("run", new Products.Setting(Precision.BF16, true));
        RewardModelFolder.open(run).close(); // repeats them in fp32, within 1e-4
    }

    @Test
    void runsOnOneBackboneAreCheckedInFp32AndScoreInBf16Together() throws IOException {
        Path one = saved("one", Products.Setting.FP32);
        Path two = saved("two", Products.Setting.FP32);
        List<RewardModelScorer> scorers = RewardModelScorer.openAll(List.of(one, two), BF16);
        assertThat(scorers.stream().map(scorer -> scorer.info().precision())).containsOnly("bf16");
        assertThat(scorers.get(0).drift()).isEqualTo(scorers.get(1).drift());
        scorers.forEach(RewardModelScorer::close);
    }

    @Test
    void fp16IsRefusedOnACpu() throws IOException {
        Path run = saved("run", Products.Setting.FP32);
        assertThatThrownBy(() -> RewardModelScorer.open(run, ScoringOptions.NONE.in(Precision.FP16)))
                .hasMessageStartingWith("precision: found fp16 on a CPU, need a GPU");
    }

    private Path saved(String name, Products.Setting setting) throws IOException {
        Path run = folder.resolve(name);
        try (RewardModel model = TinyBert.model(folder.resolve("base"), Pooling.MEAN)) {
            Engine.run(() -> model.backbone().products().set(setting));
            RewardModelFolder.save(model, run);
            assertThat(model.backbone().products().setting()).isEqualTo(setting);
        }
        return run;
    }

    private static double[] differences(RewardModelScorer plain, RewardModelScorer low) {
        List<ScoreInput> inputs = IntStream.range(0, 20)
                .mapToObj(i -> ScoreInput.of("w" + i + " w1", "w2 w" + (39 - i)))
                .toList();
        return IntStream.range(0, inputs.size())
                .mapToDouble(i -> plain.score(inputs).get(i).value()
                        - low.score(inputs).get(i).value())
                .toArray();
    }
}
