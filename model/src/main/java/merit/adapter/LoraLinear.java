package merit.adapter;

import merit.layer.Backbone;
import merit.layer.DenseLinear;
import merit.layer.Dropout;
import merit.layer.LinearMap;
import merit.layer.Products;
import merit.layer.TransposedLinear;
import merit.tensor.Gradients;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * A linear map with something added: {@code W x + b + s B A dropout(x)}, where only A [r, in] and B [out, r] are trained and s is
 * {@link LoraConfig#scaling}. With a magnitude m [out] it is DoRA: {@code m / |W + s B A| (W + s B A) x + b}, the norms of rows
 * being held constant in the gradient, as section 4.3 of its paper has it. As PEFT's {@code lora.Linear} and {@code lora/dora.py},
 * also for weights that are stored [in, out]. Holds the tensors, does not own them.
 */
final class LoraLinear implements LinearMap {
    private final LinearMap base;
    private final LoraWeights weights;
    private final double scaling;
    private final Dropout dropout;

    LoraLinear(LinearMap base, LoraWeights weights, double scaling, Dropout dropout) {
        this.base = base;
        this.weights = weights;
        this.scaling = scaling;
        this.dropout = dropout;
    }

    LinearMap base() {
        return base;
    }

    @Override
    public Tensor apply(Tensor input) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor plain = base.apply(input); // [..., out]
            Tensor read = dropout.apply(input);
            Products products = products();
            Tensor inner = products.ofOwn(read, weights.a(), null); // [..., r]
            Tensor added = products.ofOwn(inner, weights.b(), null); // [..., out]
            Tensor magnitude = weights.magnitude();
            if (magnitude == null) {
                return scope.keep(torch.add(plain, added, Tensors.scalar(scaling)));
            }
            Tensor straight = withoutBias(read, plain); // [..., out]
            Tensor direction = torch.add(straight, added, Tensors.scalar(scaling));
            Tensor factor = factor(magnitude); // [out]
            return scope.keep(plain.sub(straight).add(direction.mul(factor)));
        }
    }

    /** W x of what the adapter reads, [..., out]. */
    private Tensor withoutBias(Tensor read, Tensor plain) {
        Tensor bias = bias(base);
        if (dropout.probability() > 0) {
            return products().of(read, weight(base), null);
        }
        return bias == null ? plain : plain.sub(bias);
    }

    /** m / |W + s B A|, of which only m has a gradient, [out]. */
    private Tensor factor(Tensor magnitude) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor norm;
            try (Gradients off = Gradients.off()) {
                Tensor sum = sum(); // [out, in]
                norm = sum.mul(sum).sum(1).sqrt(); // [out]
            }
            return scope.keep(magnitude.div(norm));
        }
    }

    /** W + s B A, [out, in]. */
    private Tensor sum() {
        return torch.add(weight(base), weights.b().mm(weights.a()), Tensors.scalar(scaling));
    }

    /** The weights of a plain map that computes the same, laid out as the base's are, in the caller's scope. */
    Tensor merged() {
        try (TensorScope scope = TensorScope.open();
                Gradients off = Gradients.off()) {
            Tensor sum = sum(); // [out, in]
            Tensor magnitude = weights.magnitude();
            if (magnitude != null) {
                sum = sum.mul(factor(magnitude).unsqueeze(1));
            }
            return scope.keep(base instanceof TransposedLinear ? sum.t() : sum);
        }
    }

    /** A map's weights as the length of each row, [out]: the magnitude with which DoRA starts. */
    static Tensor norms(LinearMap base) {
        try (TensorScope scope = TensorScope.open();
                Gradients off = Gradients.off()) {
            Tensor weight = weight(base);
            return scope.keep(weight.mul(weight).sum(1).sqrt());
        }
    }

    /**
     * The plain map of this name in a backbone.
     *
     * @throws IllegalArgumentException where something else is in its place
     */
    static LinearMap plain(Backbone backbone, String name) {
        LinearMap map = backbone.linear(name);
        if (map instanceof DenseLinear || map instanceof TransposedLinear) {
            return map;
        }
        throw new IllegalArgumentException("linear map " + name + ": found "
                + (map instanceof LoraLinear ? "an adapter on it" : "no stored weights")
                + ", need the base's own; detach the other adapter first");
    }

    /** Whether a backbone's map of this name, adapted or not, has its weights stored [in, out]. */
    static boolean isTransposed(Backbone backbone, String name) {
        LinearMap map = backbone.linear(name);
        return (map instanceof LoraLinear adapted ? adapted.base : map) instanceof TransposedLinear;
    }

    /** [out, in], as a view of what is stored. */
    private static Tensor weight(LinearMap base) {
        return base instanceof TransposedLinear transposed ? transposed.weight().t() : ((DenseLinear) base).weight();
    }

    private Products products() {
        return base instanceof TransposedLinear transposed ? transposed.products() : ((DenseLinear) base).products();
    }

    private static @Nullable Tensor bias(LinearMap base) {
        return base instanceof TransposedLinear transposed ? transposed.bias() : ((DenseLinear) base).bias();
    }

    @Override
    public int inputSize() {
        return base.inputSize();
    }

    @Override
    public int outputSize() {
        return base.outputSize();
    }
}
