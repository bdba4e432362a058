package merit.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import merit.layer.TokenBatch;
import merit.tensor.AdamwSettings;
import merit.tensor.Engine;
import merit.tensor.FusedAdamw;
import merit.tensor.Gradients;
import merit.tensor.OneThread;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Adapters that PEFT saved against what {@code witness/adapter_golden.py} computed with it, row by row. Differences are relative
 * to the largest reference value of their kind.
 */
@Tag("golden")
@ExtendWith(OneThread.class)
class AdapterGoldenTest {
    private static final AdamwSettings ADAMW = new AdamwSettings(3e-3, 0.9, 0.999, 1e-8, 0.01);
    private static final int STEPS = 10;
    private static final int STRIDE = 5;

    static Stream<String> names() {
        return Stream.of("bert-lora", "bert-rslora", "bert-dora", "gpt2-lora", "gpt2-dora", "llama-lora", "llama-dora");
    }

    /** Those of the adapters that reach into the head too, which is trained in full here. */
    static Stream<String> read() {
        return Stream.concat(names(), Stream.of("bert-all-linear", "bert-all-linear-dora"));
    }

    @ParameterizedTest
    @MethodSource("read")
    void statesAndLogitsWithTheAdapterEqualThoseOfPeft(String name) {
        on(name, golden -> {
            TokenBatch batch = golden.batch();
            near(name + " states", realStates(golden, batch), golden.golden("hidden"), 1e-4);
            near(name + " logits", golden.logits(), golden.golden("logits"), 1e-4);
        });
    }

    @ParameterizedTest
    @MethodSource("names")
    void theGradientOfTheLossEqualsThatOfPeftAndReachesNothingElse(String name) {
        on(name, golden -> {
            Map<String, Tensor> trained = golden.trained();
            try (Gradients on = Gradients.on()) {
                Tensor loss = loss(golden);
                near(name + " loss", loss.view(1), golden.golden("loss"), 1e-4);
                loss.backward();
            }
            List<Tensor> found = new ArrayList<>();
            List<Tensor> need = new ArrayList<>();
            trained.forEach((parameter, values) -> {
                found.add(values.grad().flatten());
                need.add(golden.golden("gradient." + parameter).flatten());
            });
            near(name + " gradient", joined(found), joined(need), 1e-3);
            long reached = golden.backbone().parameters().values().stream()
                    .filter(Tensors::hasGradient)
                    .count();
            assertThat(reached)
                    .isEqualTo(trained.keySet().stream()
                            .filter(parameter -> parameter.startsWith(
                                            PeftNames.ROOT + golden.backbone().weightPrefix())
                                    && parameter.endsWith(".bias")
                                    && !parameter.contains("pooler"))
                            .count());
        });
    }

    @ParameterizedTest
    @MethodSource("names")
    void tenStepsOfTrainingLeadToTheLogitsOfPeft(String name) {
        on(name, golden -> {
            List<Tensor> trained = List.copyOf(golden.trained().values());
            try (Gradients on = Gradients.on();
                    FusedAdamw adamw = new FusedAdamw(trained)) {
                for (int step = 0; step < STEPS; step++) {
                    trained.stream()
                            .filter(Tensors::hasGradient)
                            .forEach(parameter -> parameter.mutable_grad().zero_());
                    try (TensorScope each = TensorScope.open()) {
                        loss(golden).backward();
                        adamw.step(ADAMW);
                    }
                }
            }
            near(name + " trained", golden.logits(), golden.golden("trained"), 1e-3);
        });
    }

    @ParameterizedTest
    @MethodSource("read")
    void mergedWeightsAndTheirLogitsEqualThoseOfPeftAndUnmergingRestoresEveryBit(String name) {
        on(name, golden -> {
            float[] attached = Tensors.floats(golden.logits());
            golden.adapter().merge();
            near(name + " merged logits", golden.logits(), golden.golden("logits"), 1e-4);
            List<Tensor> found = new ArrayList<>();
            List<Tensor> need = new ArrayList<>();
            for (String target : golden.adapter().targets()) {
                Tensor weight =
                        Objects.requireNonNull(golden.backbone().parameters().get(target + ".weight"));
                found.add(every(weight.flatten()));
                need.add(golden.golden("merged." + golden.backbone().weightPrefix() + target + ".weight"));
            }
            near(name + " merged weights", joined(found), joined(need), 1e-4);
            long merged = golden.file().shapes().keySet().stream()
                    .filter(key ->
                            key.startsWith("merged." + golden.backbone().weightPrefix()) && !key.contains("pooler"))
                    .count();
            assertThat(golden.adapter().targets()).hasSize((int) merged);

            golden.adapter().unmerge();
            assertThat(Tensors.floats(golden.logits())).containsExactly(attached);
        });
    }

    private static Tensor every(Tensor flat) {
        return flat.index_select(
                0,
                torch.arange(new Scalar(0), new Scalar(flat.size(0)), new Scalar(STRIDE))
                        .to(torch.ScalarType.Long));
    }

    /** The mean of -log sigmoid(chosen - rejected) over the pairs of neighbouring rows. */
    private static Tensor loss(GoldenAdapter golden) {
        Tensor pairs = golden.logits().view(-1, 2);
        return torch.softplus(pairs.select(1, 1).sub(pairs.select(1, 0))).mean();
    }

    /** Those of real tokens, row after row: [all tokens, hidden]. */
    private static Tensor realStates(GoldenAdapter golden, TokenBatch batch) {
        Tensor states = golden.backbone().run(batch, null); // [rows, tokens, hidden]
        int[][] rows = golden.rows();
        List<Tensor> real = new ArrayList<>();
        for (int r = 0; r < rows.length; r++) {
            real.add(states.select(0, r).narrow(0, 0, rows[r].length));
        }
        return joined(real);
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

    private static void on(String name, Consumer<GoldenAdapter> trial) {
        Engine.run(() -> {
            try (GoldenAdapter golden = GoldenAdapter.open(name);
                    TensorScope scope = TensorScope.open();
                    Gradients off = Gradients.off()) {
                trial.accept(golden);
            }
        });
    }
}
