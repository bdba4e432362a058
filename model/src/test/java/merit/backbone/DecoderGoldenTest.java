package merit.backbone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import merit.layer.TokenBatch;
import merit.tensor.AdamwSettings;
import merit.tensor.Engine;
import merit.tensor.FusedAdamw;
import merit.tensor.Gradients;
import merit.tensor.OneThread;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Decoders against what {@code witness/decoder_golden.py} computed with transformers, row by row. Differences are relative to the
 * largest reference value of their kind.
 */
@Tag("golden")
@ExtendWith(OneThread.class)
class DecoderGoldenTest {
    private static final AdamwSettings ADAMW = new AdamwSettings(3e-3, 0.9, 0.999, 1e-8, 0.01);
    private static final int STEPS = 10;
    private static final int STRIDE = 7;

    static Stream<String> folders() throws IOException {
        return GoldenDecoder.folders();
    }

    @ParameterizedTest
    @MethodSource("folders")
    void statesOfAllTokensEqualThoseOfTransformers(String folder) {
        on(folder, (decoder, scope) -> {
            for (TokenBatch batch : List.of(decoder.batch(), decoder.leftPadded())) {
                Tensor states = decoder.backbone().run(batch, null);
                near(folder + " states", decoder.realStates(states, batch), decoder.golden("hidden"), 1e-4);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("folders")
    void logitsOfTheLastTokensEqualThoseOfTransformersUnderEitherPadding(String folder) {
        on(folder, (decoder, scope) -> {
            for (TokenBatch batch : List.of(decoder.batch(), decoder.leftPadded())) {
                near(folder + " logits", decoder.logits(batch), decoder.golden("logits"), 1e-4);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("folders")
    void theGradientOfTheLossEqualsThatOfPyTorch(String folder) {
        on(folder, (decoder, scope) -> {
            try (Gradients on = Gradients.on()) {
                Tensor loss = decoder.loss();
                near(folder + " loss", loss.view(1), decoder.golden("loss"), 1e-4);
                loss.backward();
            }
            List<Tensor> found = new ArrayList<>();
            List<Tensor> need = new ArrayList<>();
            decoder.parameters().forEach((name, parameter) -> {
                Tensor flat = parameter.grad().flatten();
                Tensor every =
                        Tensors.upTo((flat.size(0) + STRIDE - 1) / STRIDE).mul(Tensors.scalar(STRIDE));
                found.add(flat.index_select(0, every.to(torch.ScalarType.Long)));
                need.add(decoder.golden("gradient." + name));
            });
            near(folder + " gradient", joined(found), joined(need), 1e-3);
        });
    }

    @ParameterizedTest
    @MethodSource("folders")
    void tenStepsOfTrainingLeadToTheLogitsOfPyTorch(String folder) {
        on(folder, (decoder, scope) -> {
            try (Gradients on = Gradients.on();
                    FusedAdamw adamw =
                            new FusedAdamw(List.copyOf(decoder.parameters().values()))) {
                for (int step = 0; step < STEPS; step++) {
                    decoder.parameters().values().forEach(GoldenDecoder::clearGradient);
                    try (TensorScope each = TensorScope.open()) {
                        decoder.loss().backward();
                        adamw.step(ADAMW);
                    }
                }
            }
            near(folder + " trained", decoder.logits(decoder.batch()), decoder.golden("trained"), 1e-3);
        });
    }

    private static Tensor joined(List<Tensor> parts) {
        return torch.cat(new TensorVector(parts.toArray(new Tensor[0])), 0);
    }

    private static void near(String what, Tensor found, Tensor need, double tolerance) {
        assertThat(Tensors.shape(found)).as(what).isEqualTo(Tensors.shape(need));
        double largest = Tensors.item(need.abs().max());
        double difference = Tensors.item(found.sub(need).abs().max()) / largest;
        System.out.printf("%s: largest difference %.1e of %.3g%n", what, difference, largest);
        assertThat(difference).as(what).isLessThanOrEqualTo(tolerance);
    }

    private interface Trial {
        void on(GoldenDecoder decoder, TensorScope scope);
    }

    private static void on(String folder, Trial trial) {
        Engine.run(() -> {
            try (GoldenDecoder decoder = GoldenDecoder.open(folder);
                    TensorScope scope = TensorScope.open();
                    Gradients off = Gradients.off()) {
                trial.on(decoder, scope);
            }
        });
    }
}
