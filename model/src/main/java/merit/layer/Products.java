package merit.layer;

import java.util.IdentityHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import merit.tensor.Engine;
import merit.tensor.PackedWeight;
import merit.tensor.Precision;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * How the linear maps of one backbone multiply, shared by all of them so that one setting changes them all: in fp32, or with input,
 * weight and bias rounded to a lower precision and the product back in fp32, as {@code torch.autocast} computes a {@code nn.Linear}.
 * All that stands between them is fp32: handing attention over too is slower.
 *
 * <p>Weights stay fp32, and so do their gradients, which come back through the rounding. Owns rounded weights that it keeps. Set on
 * the engine thread; used there and on lanes.
 */
public final class Products implements AutoCloseable {
    private final IdentityHashMap<Tensor, Tensor> rounded = new IdentityHashMap<>(); // both guarded by this
    private final IdentityHashMap<Object, Tensor> packed = new IdentityHashMap<>();
    private volatile Setting setting = Setting.FP32;

    /**
     * What is set.
     *
     * @param precision of the products, not {@link Precision#AUTO}
     * @param keepsWeights whether weights do not change as long as this is set: each is then rounded once, which a short row feels, and
     *     takes half its memory again; and packed where that {@linkplain PackedWeight#pays pays}, which in fp32 takes its memory again
     */
    public record Setting(Precision precision, boolean keepsWeights) {
        public static final Setting FP32 = new Setting(Precision.FP32, false);

        /** For a model that is not trained meanwhile. */
        public static final Setting KEPT_FP32 = new Setting(Precision.FP32, true);

        public Setting {
            if (precision == Precision.AUTO) {
                throw new IllegalArgumentException("precision: found auto, need what it comes to on this processor");
            }
        }
    }

    public Setting setting() {
        return setting;
    }

    /** Sets it; rounded weights are forgotten. */
    public void set(Setting next) {
        forget();
        setting = next;
    }

    /** Does work in another setting and then sets the former again. Any thread, when nothing else computes with the backbone. */
    public <T extends @Nullable Object, E extends Exception> T during(Setting other, Engine.Work<T, E> work) throws E {
        Setting before = setting;
        Engine.run(() -> set(other));
        try {
            return work.run();
        } finally {
            Engine.run(() -> set(before));
        }
    }

    /**
     * {@code x W^T + b}.
     *
     * @param input [..., in], fp32
     * @param weight [out, in], fp32 or by {@link #operand}
     * @param bias [out], fp32, or null
     * @return [..., out], fp32, in the caller's scope
     */
    public Tensor of(Tensor input, Tensor weight, @Nullable Tensor bias) {
        Precision precision = setting.precision;
        try (TensorScope scope = TensorScope.open()) {
            if (precision == Precision.FP32) {
                return scope.keep(linear(input, weight, bias));
            }
            ScalarType type = type(precision);
            Tensor other = PackedWeight.isPacked(weight) ? weight : weight.to(type);
            Tensor product = linear(input.to(type), other, bias == null ? null : bias.to(type));
            return scope.keep(product.to(ScalarType.Float));
        }
    }

    /** The product of a backbone's own weight, which may be kept rounded or packed; as {@link #of} otherwise. */
    public Tensor ofOwn(Tensor input, Tensor weight, @Nullable Tensor bias) {
        try (TensorScope scope = TensorScope.open()) {
            return scope.keep(of(input, packs() ? packed(weight, own -> weight) : operand(weight), bias));
        }
    }

    /**
     * The product of a weight that is made of a backbone's own, such as several stacked.
     *
     * @param key whose it is, by which it is kept where it is packed
     * @param weight makes it, [out, in], in the caller's scope, of what own weights are multiplied as
     */
    Tensor ofMade(Tensor input, Object key, Function<UnaryOperator<Tensor>, Tensor> weight, @Nullable Tensor bias) {
        try (TensorScope scope = TensorScope.open()) {
            return scope.keep(of(input, packs() ? packed(key, weight) : weight.apply(this::operand), bias));
        }
    }

    private boolean packs() {
        Setting now = setting;
        return now.keepsWeights && !GradMode.is_enabled() && PackedWeight.pays(now.precision);
    }

    /** A backbone's own weight as it is multiplied: rounded where that is kept, itself otherwise. It stays whose it is. */
    Tensor operand(Tensor weight) {
        Setting now = setting;
        if (now.precision == Precision.FP32 || !now.keepsWeights) {
            return weight;
        }
        synchronized (this) {
            return rounded.computeIfAbsent(weight, own -> rounded(own, type(now.precision)));
        }
    }

    private Tensor packed(Object key, Function<UnaryOperator<Tensor>, Tensor> weight) {
        ScalarType type = setting.precision == Precision.FP32 ? ScalarType.Float : type(setting.precision);
        synchronized (this) {
            return packed.computeIfAbsent(key, owner -> {
                try (TensorScope scope = TensorScope.open()) {
                    Tensor own = weight.apply(UnaryOperator.identity()).detach();
                    return TensorScope.own(PackedWeight.pack(own.to(type)));
                }
            });
        }
    }

    private static Tensor rounded(Tensor weight, ScalarType type) {
        try (TensorScope scope = TensorScope.open()) {
            return TensorScope.own(weight.detach().to(type));
        }
    }

    private static Tensor linear(Tensor input, Tensor weight, @Nullable Tensor bias) {
        if (PackedWeight.isPacked(weight)) {
            return PackedWeight.product(input, weight, bias);
        }
        return bias == null ? torch.linear(input, weight) : torch.linear(input, weight, Tensors.optional(bias));
    }

    private static ScalarType type(Precision precision) {
        return precision == Precision.BF16 ? ScalarType.BFloat16 : ScalarType.Half;
    }

    /** What is kept of weights is made anew: they have changed. */
    public void forget() {
        synchronized (this) {
            rounded.values().forEach(Tensor::close);
            rounded.clear();
            packed.values().forEach(Tensor::close);
            packed.clear();
        }
    }

    @Override
    public void close() {
        forget();
    }
}
