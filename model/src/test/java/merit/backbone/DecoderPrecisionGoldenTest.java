package merit.backbone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import merit.layer.Products;
import merit.layer.TokenBatch;
import merit.tensor.AdamwSettings;
import merit.tensor.Engine;
import merit.tensor.FusedAdamw;
import merit.tensor.Gradients;
import merit.tensor.OneThread;
import merit.tensor.Precision;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Decoders whose linear maps multiply in bf16 against what {@code witness/precision_golden.py} computed with transformers, row by row:
 * llama with maps [out, in], gpt2 with maps [in, out]. Differences are relative to the largest reference value of their kind.
 */
@Tag("golden")
@ExtendWith(OneThread.class)
class DecoderPrecisionGoldenTest {
    private static final AdamwSettings ADAMW = new AdamwSettings(3e-3, 0.9, 0.999, 1e-8, 0.01);
    private static final int STRIDE = 7;

    @ParameterizedTest
    @ValueSource(strings = {"llama", "gpt2"})
    void statesAreThoseOfPyTorchAndNotThoseOfFp32(String folder) {
        on(folder, decoder -> {
            Tensor golden = decoder.golden("hidden");
            double drift = Tensors.item(decoder.golden("drift"))
                    / Tensors.item(golden.abs().max());
            for (boolean keeps : new boolean[] {false, true}) {
                decoder.backbone().products().set(new Products.Setting(Precision.BF16, keeps));
                near(folder + " states", states(decoder), golden, drift);
            }
            decoder.backbone().products().set(Products.Setting.FP32);
            assertThat(difference(folder + " states in fp32", states(decoder), golden))
                    .isBetween(0.99 * drift, 1.01 * drift)
                    .isBetween(1e-3, 2e-2);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "gpt2"})
    void gradientsInFp32AndTenStepsAreThoseOfPyTorch(String folder) {
        on(folder, decoder -> {
            try (Gradients on = Gradients.on();
                    FusedAdamw adamw =
                            new FusedAdamw(List.copyOf(decoder.parameters().values()))) {
                for (int step = 0; step < 10; step++) {
                    decoder.parameters().values().forEach(GoldenDecoder::clearGradient);
                    try (TensorScope each = TensorScope.open()) {
                        GoldenDecoder.loss(logits(decoder)).backward();
                        if (step == 0) {
                            checkGradients(folder, decoder);
                        }
                        adamw.step(ADAMW);
                    }
                }
            }
            // a last digit of a weight may turn its rounding, and a gradient near 0 the direction of its step
            assertThat(difference(folder + " trained", states(decoder), decoder.golden("trained")))
                    .isLessThan(folder.equals("gpt2") ? 5e-2 : 1e-2);
        });
    }

    private static void checkGradients(String folder, GoldenDecoder decoder) {
        List<Tensor> found = new ArrayList<>();
        List<Tensor> need = new ArrayList<>();
        decoder.parameters().forEach((name, parameter) -> {
            Tensor gradient = parameter.grad();
            assertThat(gradient.scalar_type().intern()).as(name).isEqualTo(torch.ScalarType.Float);
            Tensor places = torch.arange(new Scalar(0), new Scalar(gradient.numel()), new Scalar(STRIDE));
            found.add(gradient.flatten().index_select(0, places.to(torch.ScalarType.Long)));
            need.add(decoder.golden("gradient." + name));
        });
        near(folder + " gradients", joined(found), joined(need), 1e-2);
    }

    /** From the states of all tokens, as transformers has it: where the last block computes less, it rounds otherwise. */
    private static Tensor logits(GoldenDecoder decoder) {
        Tensor score = Objects.requireNonNull(decoder.parameters().get("score.weight"));
        return joined(decoder.batches().stream()
                .map(row -> decoder.backbone().run(row, null).select(1, row.tokens() - 1L))
                .map(last -> torch.linear(last, score).squeeze(1))
                .toList());
    }

    private static Tensor states(GoldenDecoder decoder) {
        TokenBatch batch = decoder.batch();
        return decoder.realStates(decoder.backbone().run(batch, null), batch);
    }

    private static Tensor joined(List<Tensor> parts) {
        return torch.cat(new TensorVector(parts.toArray(new Tensor[0])), 0);
    }

    /**
     * Nearly all the same but for the last digits of fp32, and none further than {@code most}: what one processor's kernels, or GPT-2's
     * activation, which transformers computes in steps, give in a last digit may turn a rounding to bf16. In fp32 hardly one is the same.
     */
    private static void near(String what, Tensor found, Tensor need, double most) {
        assertThat(difference(what, found, need)).as(what).isLessThan(most);
        Tensor same = found.sub(need)
                .abs()
                .le(new Scalar(1e-5 * Tensors.item(need.abs().max())));
        assertThat(Tensors.item(same.to(torch.ScalarType.Float).mean()))
                .as("%s: share that is the same", what)
                .isGreaterThan(0.6);
    }

    private static double difference(String what, Tensor found, Tensor need) {
        assertThat(Tensors.shape(found)).as(what).isEqualTo(Tensors.shape(need));
        double largest = Tensors.item(need.abs().max());
        double difference = Tensors.item(found.sub(need).abs().max()) / largest;
        System.out.printf("%s: largest difference %.1e of %.3g%n", what, difference, largest);
        return difference;
    }

    private interface Trial {
        void on(GoldenDecoder decoder);
    }

    private static void on(String folder, Trial trial) {
        Engine.run(() -> {
            try (GoldenDecoder decoder = GoldenDecoder.openForBf16(folder);
                    TensorScope scope = TensorScope.open();
                    Gradients off = Gradients.off()) {
                decoder.backbone().products().set(new Products.Setting(Precision.BF16, false));
                trial.on(decoder);
            }
        });
    }
}
