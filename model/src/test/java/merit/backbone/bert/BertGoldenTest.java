package merit.backbone.bert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import merit.layer.Backbone;
import merit.layer.TokenBatch;
import merit.tensor.AdamwSettings;
import merit.tensor.Engine;
import merit.tensor.FusedAdamw;
import merit.tensor.Safetensors;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Against values that {@code witness/backbone_golden.py} computed with transformers and PyTorch. */
@Tag("golden")
class BertGoldenTest {
    @Test
    void statesGradientsAndOneTrainingStepEqualPyTorch() {
        Engine.run(() -> {
            try (Backbone bert = TinyBert.open();
                    Safetensors golden = TinyBert.golden();
                    TensorScope scope = TensorScope.open()) {
                TokenBatch batch = TinyBert.batch(golden);
                Tensor mask = Objects.requireNonNull(batch.mask()).unsqueeze(-1); // [rows, tokens, 1]
                Tensor hidden = bert.run(batch, null);
                near("hidden", hidden.mul(mask), golden.read("hidden"), 1e-5f);

                hidden.mul(golden.read("probe")).sum().backward();
                check(bert, golden, "gradient.", 1e-4f);

                List<Tensor> parameters = new ArrayList<>(bert.parameters().values());
                try (FusedAdamw adamw = new FusedAdamw(parameters)) {
                    adamw.step(new AdamwSettings(1e-2, 0.9, 0.999, 1e-8, 0.01));
                }
                check(bert, golden, "stepped.", 1e-4f);
            }
        });
    }

    private static void check(Backbone bert, Safetensors golden, String kind, float tolerance) {
        int compared = 0;
        for (Map.Entry<String, Tensor> entry : bert.parameters().entrySet()) {
            String name = entry.getKey();
            boolean gradient = kind.startsWith("gradient");
            if (!gradient && name.endsWith("key.bias")) {
                continue; // its gradient is rounding noise around 0, of which Adam makes steps of full size
            }
            Tensor found = gradient ? entry.getValue().grad() : entry.getValue();
            near(kind + name, found, golden.read(kind + name), tolerance);
            compared++;
        }
        assertThat(compared).isGreaterThan(30);
    }

    private static void near(String what, Tensor found, Tensor need, float tolerance) {
        assertThat(Tensors.shape(found)).isEqualTo(Tensors.shape(need));
        assertThat(Tensors.floats(found)).as(what).containsExactly(Tensors.floats(need), within(tolerance));
    }
}
