package merit.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import merit.encoding.TokenRow;
import merit.preference.PreferencePair;
import merit.rewardmodel.FeatureCache;
import merit.rewardmodel.RewardModel;
import merit.rewardmodel.RewardModelScorer;
import merit.tensor.Engine;
import merit.tensor.Gradients;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeatureCacheTest {
    private static final List<PreferencePair> TRAIN = TinyBert.pairs(40, 1);
    private static final List<PreferencePair> HELD = TinyBert.pairs(10, 2);

    @TempDir
    Path folder;

    private final List<TrainingEvent> events = new ArrayList<>();

    private TrainingConfig config(String cache) {
        return RewardTrainerTest.TINY
                .with("freeze_backbone", true)
                .with("num_train_epochs", 3)
                .with("feature_cache", cache);
    }

    private TrainingConfig cached() {
        return config(folder.resolve("cache").toString());
    }

    private float[] rewards(TrainingConfig config, Path base) throws IOException {
        try (RewardModel model = TinyBert.model(base, config)) {
            new RewardTrainer(model, config, events::add).fit(TRAIN, HELD);
            List<TokenRow> rows = HELD.stream()
                    .map(pair -> model.encoder().encode(pair.prompt().answered(pair.chosen())))
                    .toList();
            return RewardModelScorer.of(model, "tiny").rewards(rows);
        }
    }

    @ParameterizedTest
    @CsvSource({"mean, linear", "first, linear", "pooler, linear", "mean, hidden", "last, hidden"})
    void aRunWithTheCacheEndsAsOneWithout(String pooling, String kind) throws IOException {
        Map<String, String> head = Map.of("pooling", pooling, "head_kind", kind);
        float[] without = rewards(TrainingOptions.with(config("off"), head), folder.resolve("base"));
        float[] with = rewards(TrainingOptions.with(cached(), head), folder.resolve("base"));
        double largest = 0;
        for (int i = 0; i < with.length; i++) {
            largest = Math.max(largest, Math.abs(with[i] - without[i]));
        }
        System.out.println(head + ": largest difference with and without the cache " + largest);
        assertThat(with).containsExactly(without, within(1e-5f));
    }

    @Test
    void aSecondRunComputesNothingAndEndsBitForBitAlikeAndAnotherSeedComputesNothingEither() throws IOException {
        float[] first = rewards(cached(), folder.resolve("base"));
        TrainingEvent.FeaturesKnown learnt = known();
        assertThat(learnt.computed()).isEqualTo(learnt.rows()).isPositive();
        float[] second = rewards(cached(), folder.resolve("base"));
        assertThat(known().computed()).isZero();
        assertThat(second).isEqualTo(first);
        float[] seeded = rewards(cached().with("seed", 5), folder.resolve("base"));
        assertThat(known().computed()).isZero();
        assertThat(seeded).isNotEqualTo(first);
    }

    @Test
    void otherWeightsOrAnotherReadingHaveAFileOfTheirOwn() throws IOException {
        rewards(cached(), folder.resolve("base"));
        rewards(cached().with("pooling", "first"), folder.resolve("base"));
        try (RewardModel model = TinyBert.model(folder.resolve("base"), cached())) {
            scaleOneWeight(model, 1.001);
            new RewardTrainer(model, cached(), events::add).fit(TRAIN, HELD);
        }
        assertThat(known().computed()).isPositive();
        try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
            assertThat(files).hasSize(3);
        }
    }

    @Test
    void aWeightThatChangesInAnOpenModelIsSeenAndSoIsThatItChangedBack() throws IOException {
        try (RewardModel model = TinyBert.model(folder.resolve("base"), cached())) {
            Path first = file(model);
            assertThat(file(model)).isEqualTo(first);
            scaleOneWeight(model, 2); // exact, as is the half
            assertThat(file(model)).isNotEqualTo(first);
            scaleOneWeight(model, 0.5);
            assertThat(file(model)).isEqualTo(first);
        }
    }

    private Path file(RewardModel model) throws IOException {
        try (FeatureCache cache = FeatureCache.open(folder.resolve("cache"), model)) {
            return cache.file();
        }
    }

    private static void scaleOneWeight(RewardModel model, double factor) {
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open();
                    Gradients off = Gradients.off()) {
                model.backbone().parameters().values().iterator().next().mul_(Tensors.scalar(factor));
            }
        });
    }

    @Test
    void aBackboneThatIsTrainedOrDropsOutIsNotCached() throws IOException {
        rewards(cached().with("unfreeze_layers", 2), folder.resolve("base"));
        rewards(cached().with("disable_dropout", false), folder.resolve("base"));
        assertThat(folder.resolve("cache")).doesNotExist();
    }

    @Test
    void theUsualFolderIsTheUsersCacheAndTheEnvironmentCanMoveIt() {
        assertThat(Features.folder("auto", Map.of("MERIT_CACHE", "/m", "XDG_CACHE_HOME", "/x")))
                .isEqualTo(Path.of("/m/features"));
        assertThat(Features.folder("auto", Map.of("XDG_CACHE_HOME", "/x"))).isEqualTo(Path.of("/x/merit/features"));
        assertThat(Features.folder("here", Map.of())).isEqualTo(Path.of("here"));
    }

    private TrainingEvent.FeaturesKnown known() {
        return events.stream()
                .filter(TrainingEvent.FeaturesKnown.class::isInstance)
                .map(TrainingEvent.FeaturesKnown.class::cast)
                .reduce((before, after) -> after)
                .orElseThrow();
    }
}
