package merit.adapter;

import java.util.Random;
import merit.layer.LinearMap;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What is trained of one linear map.
 *
 * @param a [r, in]
 * @param b [out, r]
 * @param magnitude [out] with DoRA, else null
 */
record LoraWeights(Tensor a, Tensor b, @Nullable Tensor magnitude) {
    /**
     * Weights that change nothing yet: A uniform within 1 / sqrt(in), which is PEFT's {@code kaiming_uniform_} with a slope of
     * sqrt 5 (He et al., Delving Deep into Rectifiers, 2015), B zero, the magnitude that of the base.
     */
    static LoraWeights fresh(LinearMap base, LoraConfig config, Random random) {
        int in = base.inputSize();
        float[] a = new float[Math.multiplyExact(config.r(), in)];
        double bound = 1 / Math.sqrt(in);
        for (int i = 0; i < a.length; i++) {
            a[i] = (float) ((2 * random.nextDouble() - 1) * bound);
        }
        float[] b = new float[Math.multiplyExact(base.outputSize(), config.r())];
        try (TensorScope scope = TensorScope.open()) {
            return new LoraWeights(
                    Tensors.parameter(Tensors.of(a, config.r(), in)),
                    Tensors.parameter(Tensors.of(b, base.outputSize(), config.r())),
                    config.useDora() ? Tensors.parameter(LoraLinear.norms(base)) : null);
        }
    }

    long count() {
        return a.numel() + b.numel() + (magnitude == null ? 0 : magnitude.numel());
    }

    void close() {
        a.close();
        b.close();
        if (magnitude != null) {
            magnitude.close();
        }
    }
}
