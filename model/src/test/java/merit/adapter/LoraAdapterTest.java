package merit.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import merit.layer.Backbone;
import merit.layer.TokenBatch;
import merit.tensor.Engine;
import merit.tensor.Gradients;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoraAdapterTest {
    private static final LoraConfig CONFIG =
            new LoraConfig(3, 6, 0, LoraConfig.Bias.NONE, TargetModules.Usual.ALL_LINEAR, false, false);

    @ParameterizedTest
    @ValueSource(strings = {"bert-x", "gpt2-x", "llama-x"})
    void aNewAdapterChangesNothing(String base) {
        for (boolean dora : new boolean[] {false, true}) {
            withAdapter(base, with(LoraConfig.Bias.ALL, dora), (backbone, adapter) -> {
                float[] before = states(backbone);
                adapter.attach();
                assertThat(states(backbone)).containsExactly(before, within(2e-5f));
            });
        }
    }

    @Test
    void aNewAdapterIsDrawnAsPeftDrawsIt() {
        withAdapter(
                "bert-x",
                CONFIG,
                (backbone, adapter) -> adapter.parameters().forEach((name, tensor) -> {
                    float bound = (float) (1 / Math.sqrt((double) tensor.size(1)));
                    float[] values = Tensors.floats(tensor);
                    if (name.endsWith("lora_B.weight")) {
                        assertThat(values).containsOnly(0f);
                    } else {
                        assertThat(Tensors.item(tensor.abs().max())).isBetween(bound * 0.7, (double) bound);
                    }
                }));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bert-x", "gpt2-x", "llama-x"})
    void mergedEqualsAttachedAndDetachedEqualsTheBase(String base) {
        for (boolean dora : new boolean[] {false, true}) {
            withAdapter(base, with(LoraConfig.Bias.LORA_ONLY, dora), (backbone, adapter) -> {
                float[] before = states(backbone);
                shake(adapter, 1);
                adapter.attach();
                float[] attached = states(backbone);
                adapter.merge();
                float[] merged = states(backbone);
                adapter.unmerge();
                adapter.detach();
                assertThat(attached).isNotEqualTo(before);
                assertThat(merged).containsExactly(attached, within(1e-4f));
                assertThat(states(backbone)).containsExactly(before);
            });
        }
    }

    @Test
    void severalAdaptersOfOneBackboneTakeTurns() {
        onBackbone("llama-x", backbone -> {
            try (LoraAdapter first = LoraAdapter.create(backbone, CONFIG, new Random(1));
                    LoraAdapter second = LoraAdapter.create(backbone, CONFIG, new Random(2))) {
                shake(first, 1);
                shake(second, 2);
                first.attach();
                float[] one = states(backbone);
                assertThatThrownBy(second::attach)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("detach the other adapter first");
                first.detach();
                second.attach();
                float[] two = states(backbone);
                second.detach();
                first.attach();
                assertThat(states(backbone)).containsExactly(one).isNotEqualTo(two);
            }
        });
    }

    @Test
    void aClosedAdapterLeavesTheBackboneAsItWasAndAMergedOneStaysInItsWeights() {
        onBackbone("bert-x", backbone -> {
            float[] before = states(backbone);
            LoraAdapter adapter = LoraAdapter.create(backbone, with(LoraConfig.Bias.ALL, false), new Random(1));
            shake(adapter, 1);
            adapter.attach();
            adapter.close();
            assertThat(states(backbone)).containsExactly(before);

            LoraAdapter merged = LoraAdapter.create(backbone, CONFIG, new Random(1));
            shake(merged, 1);
            merged.attach();
            float[] attached = states(backbone);
            merged.merge();
            merged.close();
            assertThat(states(backbone)).containsExactly(attached, within(1e-4f));
        });
    }

    @Test
    void onlyTheAdapterAndTheBiasesThatItHoldsAreTrained() {
        for (LoraConfig.Bias bias : LoraConfig.Bias.values()) {
            withAdapter("bert-x", with(bias, true), (backbone, adapter) -> {
                adapter.attach();
                assertThat(adapter.parameters().values()).allMatch(Tensor::requires_grad);
                long trained = backbone.parameters().values().stream()
                        .filter(Tensor::requires_grad)
                        .count();
                assertThat(trained).isEqualTo(biases(backbone, bias));
            });
        }
    }

    private static long biases(Backbone backbone, LoraConfig.Bias bias) {
        return switch (bias) {
            case NONE -> 0;
            case LORA_ONLY -> backbone.linearNames().size();
            case ALL ->
                backbone.parameters().keySet().stream()
                        .filter(name -> name.endsWith(".bias"))
                        .count();
        };
    }

    @Test
    void dropoutDropsPartsOfTheAdaptersInputAlone() {
        for (boolean dora : new boolean[] {false, true}) {
            withAdapter("bert-x", with(LoraConfig.Bias.NONE, dora), (backbone, adapter) -> {
                adapter.attach();
                float[] fresh = states(backbone);
                adapter.dropout(0.5);
                assertThat(states(backbone)).containsExactly(fresh, within(2e-5f)); // B is zero: nothing is added
                shake(adapter, 1);
                assertThat(states(backbone)).isNotEqualTo(states(backbone));
                adapter.dropout(0);
                assertThat(states(backbone)).containsExactly(states(backbone));
            });
        }
    }

    @Test
    void anAdapterIsAttachedOnceAndMergedWhereItIsAttached() {
        withAdapter("bert-x", CONFIG, (backbone, adapter) -> {
            assertThatThrownBy(adapter::merge).hasMessage("adapter: found DETACHED, need ATTACHED to merge");
            adapter.attach();
            assertThatThrownBy(adapter::attach).hasMessage("adapter: found ATTACHED, need DETACHED to attach");
        });
    }

    @Test
    void rsloraDividesByTheRootOfTheRank() {
        assertThat(new LoraConfig(16, 32, 0, LoraConfig.Bias.NONE, TargetModules.Usual.FAMILY, false, false).scaling())
                .isEqualTo(2);
        assertThat(new LoraConfig(16, 32, 0, LoraConfig.Bias.NONE, TargetModules.Usual.FAMILY, true, false).scaling())
                .isEqualTo(8);
    }

    private static LoraConfig with(LoraConfig.Bias bias, boolean dora) {
        return new LoraConfig(3, 6, 0, bias, TargetModules.Usual.ALL_LINEAR, false, dora);
    }

    static void shake(LoraAdapter adapter, int seed) {
        Random random = new Random(seed);
        try (Gradients off = Gradients.off();
                TensorScope scope = TensorScope.open()) {
            for (Map.Entry<String, Tensor> each : adapter.parameters().entrySet()) {
                float[] values = Tensors.floats(each.getValue());
                for (int i = 0; i < values.length; i++) {
                    values[i] += (float) (random.nextGaussian() * 0.1);
                }
                each.getValue().copy_(Tensors.of(values, Tensors.shape(each.getValue())));
            }
        }
    }

    static float[] states(Backbone backbone) {
        try (TensorScope scope = TensorScope.open();
                Gradients off = Gradients.off()) {
            int[][] ids = {{3, 4, 5, 6}, {7, 8, 9, 10}};
            return Tensors.floats(backbone.run(TokenBatch.of(ids, new int[2][4], 0), null));
        }
    }

    private static void withAdapter(String base, LoraConfig config, BiConsumer<Backbone, LoraAdapter> trial) {
        onBackbone(base, backbone -> {
            try (LoraAdapter adapter = LoraAdapter.create(backbone, config, new Random(1))) {
                trial.accept(backbone, adapter);
            }
        });
    }

    static void onBackbone(String base, Consumer<Backbone> trial) {
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open();
                    Backbone backbone = GoldenAdapter.backbone(base)) {
                trial.accept(backbone);
            }
        });
    }
}
