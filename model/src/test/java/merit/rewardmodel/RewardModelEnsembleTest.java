package merit.rewardmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import merit.backbone.PretrainedBackbone;
import merit.encoding.EncodingConfig;
import merit.scoring.Ensemble;
import merit.scoring.EnsembleRule;
import merit.scoring.Score;
import merit.scoring.ScoreInput;
import merit.tensor.Engine;
import merit.tensor.Gradients;
import merit.tensor.Seed;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RewardModelEnsembleTest {
    private static final Ensemble MEAN = Ensemble.raw(EnsembleRule.of("mean"));

    @TempDir
    Path folder;

    @Test
    void headsOnOneFrozenBackboneAreComputedInOnePassAndScoreAsTheyDoApart() throws IOException {
        List<Path> runs = heads(3, Pooling.MEAN);
        List<List<Score>> apart = apart(runs);
        try (RewardModelEnsemble judge = ensemble(runs)) {
            RewardModel first = judge.members().get(0).model();
            for (RewardModelScorer member : judge.members()) {
                assertThat(onEngine(() -> SharedPasses.shareBackbone(first, member.model())))
                        .isTrue();
            }
            assertLike(judge.score(inputs()), apart);
            long passes = judge.forwards();
            try (RewardModelScorer one = RewardModelScorer.open(runs.get(0))) {
                one.score(inputs());
                System.out.println("3 heads: " + passes + " forward passes, one: " + one.forwards());
                assertThat(passes).isEqualTo(one.forwards());
            }
        }
    }

    @Test
    void adaptersOfOneBaseTakeTurnsOnABackboneThatIsLoadedOnce() throws IOException {
        for (boolean dora : new boolean[] {false, true}) {
            List<Path> adapters = new ArrayList<>();
            Path base = TinyBert.write(folder.resolve("base" + dora));
            for (int k = 0; k < 3; k++) {
                Path run = folder.resolve("run-" + dora + k);
                RewardModel created = RewardModel.create(
                        PretrainedBackbone.open(base), Pooling.MEAN, EncodingConfig.pair(48), new Seed(k));
                try (RewardModel model = AdaptedModelTest.adapted(created, dora)) {
                    changeAdapter(model, k);
                    RewardModelFolder.save(model, run);
                }
                adapters.add(run.resolve("adapter"));
            }
            assertShared(adapters);
        }
    }

    @Test
    void adaptersOfADecoderThatGotAPaddingTokenToo() throws IOException {
        List<Path> adapters = new ArrayList<>();
        Path base = TinyDecoder.write(folder.resolve("base"), "llama", "");
        for (int k = 0; k < 2; k++) {
            Path run = folder.resolve("run" + k);
            try (RewardModel model = AdaptedModelTest.adapted(TinyDecoder.model(base), false)) {
                changeAdapter(model, k);
                RewardModelFolder.save(model, run);
            }
            adapters.add(run.resolve("adapter"));
        }
        assertShared(adapters);
    }

    private void assertShared(List<Path> runs) throws IOException {
        List<List<Score>> apart = apart(runs);
        try (RewardModelEnsemble judge = ensemble(runs)) {
            RewardModel first = judge.members().get(0).model();
            RewardModel last = judge.members().get(runs.size() - 1).model();
            assertThat(onEngine(() -> SharedPasses.shareBackbone(first, last))).isTrue();
            assertLike(judge.score(inputs()), apart);
            assertLike(judge.score(inputs()), apart);
        }
    }

    @Test
    void modelsOfOtherBackbonesOrThatReadOtherwiseAreComputedApart() throws IOException {
        List<Path> runs = new ArrayList<>(heads(1, Pooling.MEAN));
        runs.addAll(heads(1, Pooling.FIRST));
        Path longer = folder.resolve("longer");
        try (RewardModel model = RewardModel.create(
                PretrainedBackbone.open(TinyBert.write(folder.resolve("other"))),
                Pooling.MEAN,
                EncodingConfig.pair(20),
                new Seed(1))) {
            RewardModelFolder.save(model, longer);
        }
        runs.add(longer);
        List<List<Score>> apart = apart(runs);
        try (RewardModelEnsemble judge = ensemble(runs)) {
            assertLike(judge.score(inputs()), apart);
            assertThatThrownBy(() -> judge.encode(inputs().get(0)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("need members that read alike");
        }
    }

    @Test
    void leavesNothingNativeBehind() throws IOException {
        List<Path> runs = heads(2, Pooling.MEAN);
        ensemble(runs).close();
        long before = Pointer.totalCount();
        try (RewardModelEnsemble judge = ensemble(runs)) {
            judge.score(inputs());
        }
        assertThat(Pointer.totalCount()).isEqualTo(before);
    }

    /** Runs on one backbone that nobody trained, with heads of their own. */
    private List<Path> heads(int count, Pooling pooling) throws IOException {
        List<Path> runs = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            Path run = folder.resolve("run-" + pooling + k);
            try (RewardModel model = TinyBert.model(folder.resolve("base-" + pooling), pooling)) {
                changeHead(model, k);
                RewardModelFolder.save(model, run);
            }
            runs.add(run);
        }
        return runs;
    }

    private static void changeHead(RewardModel model, int k) {
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open();
                    Gradients off = Gradients.off()) {
                model.head().projection().mul_(Tensors.scalar(1 + 0.5 * k));
            }
        });
    }

    private static void changeAdapter(RewardModel model, int k) {
        changeHead(model, k);
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open();
                    Gradients off = Gradients.off()) {
                model.trainedParameters().values().forEach(values -> values.mul_(Tensors.scalar(1 + 0.5 * k)));
            }
        });
    }

    private static RewardModelEnsemble ensemble(List<Path> runs) throws IOException {
        return new RewardModelEnsemble(RewardModelScorer.openAll(runs, ScoringOptions.NONE), MEAN);
    }

    private static List<List<Score>> apart(List<Path> runs) throws IOException {
        List<List<Score>> all = new ArrayList<>();
        for (Path run : runs) {
            try (RewardModelScorer scorer = RewardModelScorer.open(run)) {
                all.add(scorer.score(inputs()));
            }
        }
        return all;
    }

    private static void assertLike(List<Score> together, List<List<Score>> apart) {
        double largest = 0;
        for (int i = 0; i < together.size(); i++) {
            int index = i;
            Score expected =
                    MEAN.joined(apart.stream().map(scores -> scores.get(index)).toList());
            Score found = together.get(i);
            largest = Math.max(largest, Math.abs(found.value() - expected.value()));
            assertThat(found.spread()).isCloseTo(expected.spread(), within(1e-5));
            assertThat(found.tokens()).isEqualTo(expected.tokens());
        }
        System.out.println("largest difference from members apart: " + largest);
        assertThat(largest).isLessThan(1e-5);
        assertThat(together).as("members differ").anyMatch(score -> Objects.requireNonNull(score.spread()) > 0.01);
    }

    private static boolean onEngine(Engine.Work<Boolean, RuntimeException> work) {
        return Engine.call(work);
    }

    private static List<ScoreInput> inputs() {
        return IntStream.range(0, 40)
                .mapToObj(i -> ScoreInput.of("w" + i % 7 + " w3".repeat(1 + i % 9), "w" + i % 5 + " w9".repeat(i % 4)))
                .toList();
    }
}
