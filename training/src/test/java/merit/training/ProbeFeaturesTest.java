package merit.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import merit.rewardmodel.RewardModel;
import merit.tensor.Engine;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What probes of other layers make of features that are known. */
class ProbeFeaturesTest {
    @TempDir
    Path folder;

    private final List<TrainingEvent> events = new ArrayList<>();

    @Test
    void afterAllLayersAreKnownOthersAreReadFromTheSameFile() throws IOException {
        fit("all", "cache");
        for (String layers : List.of("half", "0,2", "1-2")) {
            assertThat(fit(layers, "cache")).as(layers).containsExactly(fit(layers, "off"), within(1e-4f));
        }
        assertThat(known()).extracting(TrainingEvent.FeaturesKnown::computed).containsExactly(80, 0, 0, 0);
        assertThat(known())
                .extracting(TrainingEvent.FeaturesKnown::file)
                .containsOnly(known().get(0).file());
    }

    @Test
    void aloneFewerLayersAreAllThatIsComputed() throws IOException {
        fit("half", "cache");
        fit("all", "cache");
        assertThat(known()).extracting(TrainingEvent.FeaturesKnown::computed).containsExactly(80, 80);
        assertThat(known()).extracting(TrainingEvent.FeaturesKnown::file).doesNotHaveDuplicates();
    }

    private List<TrainingEvent.FeaturesKnown> known() {
        return events.stream()
                .filter(TrainingEvent.FeaturesKnown.class::isInstance)
                .map(TrainingEvent.FeaturesKnown.class::cast)
                .toList();
    }

    /** @return the weights of the head */
    private float[] fit(String layers, String cache) throws IOException {
        TrainingConfig config = RewardTrainerTest.TINY
                .with("method", "probe")
                .with("probe_layers", layers)
                .with("probe_products", 0)
                .with("feature_cache", cache.equals("off") ? cache : folder.resolve(cache));
        try (RewardModel model = TinyBert.model(folder.resolve("base"), config)) {
            new RewardTrainer(model, config, events::add).fit(TinyBert.pairs(40, 1), List.of());
            return Engine.call(() -> {
                try (TensorScope scope = TensorScope.open()) {
                    return Tensors.floats(model.head().projection().detach());
                }
            });
        }
    }
}
