package merit.backbone.bert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import merit.layer.Backbone;
import merit.layer.Products;
import merit.layer.TokenBatch;
import merit.tensor.AdamwSettings;
import merit.tensor.Engine;
import merit.tensor.FusedAdamw;
import merit.tensor.OneThread;
import merit.tensor.Precision;
import merit.tensor.Safetensors;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The tiny BERT with linear maps in bf16, against values that {@code witness/precision_golden.py} computed with transformers. */
@Tag("golden")
@ExtendWith(OneThread.class)
class BertPrecisionGoldenTest {
    private static final AdamwSettings ADAMW = new AdamwSettings(3e-3, 0.9, 0.999, 1e-8, 0.01);
    private static final int STRIDE = 7;

    @Test
    void statesGradientsAndTenStepsEqualPyTorch() {
        Engine.run(() -> {
            try (Backbone bert = TinyBert.open();
                    Safetensors golden = Safetensors.open(TinyBert.resource("bf16/bert.safetensors"));
                    TensorScope scope = TensorScope.open();
                    FusedAdamw adamw =
                            new FusedAdamw(List.copyOf(bert.parameters().values()))) {
                bert.products().set(new Products.Setting(Precision.BF16, false));
                TokenBatch batch = TinyBert.batch(golden);
                near("hidden", hidden(bert, batch), golden.read("hidden"), 5e-3);
                assertThat(share(hidden(bert, batch), golden.read("hidden"))).isGreaterThan(0.6);
                for (int step = 0; step < 10; step++) {
                    clearGradients(bert);
                    hidden(bert, batch).mul(golden.read("probe")).sum().backward();
                    if (step == 0) {
                        checkGradients(bert, golden);
                    }
                    adamw.step(ADAMW);
                }
                near("trained", hidden(bert, batch), golden.read("trained"), 1e-2); // a last digit may turn a rounding
            }
        });
    }

    private static void clearGradients(Backbone bert) {
        bert.parameters().values().stream()
                .filter(Tensors::hasGradient)
                .forEach(parameter -> parameter.mutable_grad().zero_());
    }

    private static Tensor hidden(Backbone bert, TokenBatch batch) {
        Tensor mask = Objects.requireNonNull(batch.mask()).unsqueeze(-1); // [rows, tokens, 1]
        return bert.run(batch, null).mul(mask);
    }

    private static void checkGradients(Backbone bert, Safetensors golden) {
        List<Double> shares = new ArrayList<>();
        bert.parameters().forEach((name, parameter) -> {
            if (!name.endsWith("key.bias")) { // rounding noise around 0
                Tensor gradient = parameter.grad();
                assertThat(gradient.scalar_type().intern()).as(name).isEqualTo(torch.ScalarType.Float);
                Tensor places = torch.arange(new Scalar(0), new Scalar(gradient.numel()), new Scalar(STRIDE));
                Tensor found = gradient.flatten().index_select(0, places.to(torch.ScalarType.Long));
                near(name, found, golden.read("gradient." + name), 1e-2);
                shares.add(share(found, golden.read("gradient." + name)));
            }
        });
        assertThat(shares.stream().mapToDouble(share -> share).average().orElseThrow())
                .isGreaterThan(0.6);
    }

    /** Of numbers that are the same but for the last digits of fp32: one processor's kernels may turn a few roundings to bf16. */
    private static double share(Tensor found, Tensor need) {
        Tensor same = found.sub(need)
                .abs()
                .le(new Scalar(1e-5 * Tensors.item(need.abs().max())));
        return Tensors.item(same.to(torch.ScalarType.Float).mean());
    }

    private static void near(String what, Tensor found, Tensor need, double tolerance) {
        assertThat(Tensors.shape(found)).as(what).isEqualTo(Tensors.shape(need));
        double largest = Tensors.item(need.abs().max());
        double difference = Tensors.item(found.sub(need).abs().max()) / largest;
        System.out.printf("%s: largest difference %.1e of %.3g%n", what, difference, largest);
        assertThat(difference).as(what).isLessThan(tolerance);
    }
}
