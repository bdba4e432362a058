package merit.training.probe;

import java.util.List;
import java.util.stream.IntStream;
import merit.layer.HeadWeights;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** Puts weights of standardised features and of their products together as a head of features as they are. For the engine thread. */
final class FittedHead {
    private final StandardRows standard;
    private final int width;
    private final @Nullable FeatureProducts products;
    private final int outputs;
    private final float[] weights;
    private final float[] biases;
    private final float[] directions;
    private final float[] offsets;
    private final float[] squares;

    FittedHead(StandardRows standard, int width, @Nullable FeatureProducts products, int outputs) {
        this.standard = standard;
        this.width = width;
        this.products = products;
        this.outputs = outputs;
        int all = products == null ? 0 : outputs * products.count();
        weights = new float[outputs * width];
        biases = new float[outputs];
        directions = new float[all * width];
        offsets = new float[all];
        squares = new float[outputs * all];
    }

    /** @param fitted of standardised features, and then of the products, [width or more], fp64 */
    void put(int output, Tensor fitted) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor spread = standard.spread().narrow(0, 0, width);
            Tensor mean = standard.mean().narrow(0, 0, width);
            Tensor plain = fitted.narrow(0, 0, width).div(spread);
            copy(plain, weights, output * width);
            double bias = -Tensors.item(mean.dot(plain));
            if (products != null) {
                int count = products.count();
                FeatureProducts.Spectrum turned = products.spectrum(fitted.narrow(0, width, (long) count * count));
                Tensor along = products.directions().mm(turned.vectors()).t().div(spread); // [count, width]
                copy(along, directions, output * count * width);
                copy(along.mv(mean).neg(), offsets, output * count);
                copy(turned.values(), squares, output * outputs * count + output * count);
                bias -= products.mean(turned);
            }
            biases[output] = (float) bias;
        }
    }

    private static void copy(Tensor values, float[] target, int from) {
        float[] found = Tensors.floats(values);
        System.arraycopy(found, 0, target, from, found.length);
    }

    /** @throws IllegalArgumentException where one of them is not finite: the fit went astray */
    HeadWeights weights() {
        for (float[] part : List.of(weights, biases, directions, offsets, squares)) {
            if (IntStream.range(0, part.length).anyMatch(i -> !Float.isFinite(part[i]))) {
                throw new IllegalArgumentException(
                        "probe: found weights that are not finite, need finite ones; give a larger probe_penalty");
            }
        }
        return new HeadWeights(
                weights, biases, products == null ? null : new HeadWeights.Squares(directions, offsets, squares));
    }
}
