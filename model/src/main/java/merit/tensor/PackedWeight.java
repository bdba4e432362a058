package merit.tensor;

import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.Type;
import org.jspecify.annotations.Nullable;

/**
 * Linear maps by oneDNN with weights in an order of its own. MKL leaves AMD's AVX-512 unused: there a product of fp32 is two to
 * three times as fast this way, of 16 tokens as of 2,048 (384 to 1,536 features, Zen 5). In bf16 oneDNN multiplies anyway, and would
 * bring the weights into that order each time. Without gradients, on a CPU.
 */
public final class PackedWeight {
    private static final String PACK = "mkldnn::_reorder_linear_weight";
    private static final String PRODUCT = "mkldnn::_linear_pointwise";
    /** Which argument the scalars of an activation are. */
    private static final int SCALARS = 4;

    private static final boolean PAYS_IN_FP32 = CpuFeatures.hasAvx512OfOthers();
    private static final boolean PAYS_IN_BF16 =
            CpuFeatures.hasAvx512() && !CpuFeatures.lowPrecisions().isEmpty();

    private PackedWeight() {}

    /**
     * Whether packed weights are faster on this processor, where no GPU computes: in fp32 on an x86 with AVX-512 that is not Intel's,
     * in bf16 on one that has instructions for it.
     */
    public static boolean pays(Precision precision) {
        boolean pays = switch (precision) {
            case FP32 -> PAYS_IN_FP32;
            case BF16 -> PAYS_IN_BF16;
            case FP16, AUTO -> false;
        };
        return pays && !Devices.current().isGpu();
    }

    /** A copy of a weight, [out, in] in fp32 or bf16, in oneDNN's order; it belongs to the caller's scope and is good for {@link #product} alone. */
    public static Tensor pack(Tensor weight) {
        return call(PACK, new IValue(weight), new IValue());
    }

    /** Whether a weight is {@linkplain #pack packed}. */
    public static boolean isPacked(Tensor weight) {
        return weight.is_mkldnn();
    }

    /**
     * {@code x W^T + b}.
     *
     * @param input [..., in]
     * @param packed of [out, in], of the input's type
     * @param bias [out], of that type too, or null
     * @return [..., out], in the caller's scope
     */
    public static Tensor product(Tensor input, Tensor packed, @Nullable Tensor bias) {
        return call(
                PRODUCT,
                new IValue(input),
                new IValue(packed),
                bias == null ? new IValue() : new IValue(bias),
                new IValue("none"),
                noScalars(),
                new IValue(""));
    }

    /** An empty list of the type that the operator's own declaration gives its scalars. */
    private static IValue noScalars() {
        Type scalars = operator(PRODUCT)
                .schema()
                .arguments()
                .getPointer(SCALARS)
                .type()
                .get();
        return new IValue(new GenericList(scalars.containedType(0)));
    }

    private static Tensor call(String name, IValue... arguments) {
        IValueVector stack = new IValueVector(arguments);
        operator(name).callBoxed(stack);
        return new Tensor(stack.get(0).toTensor()); // the stack's own handle goes with it
    }

    private static OperatorHandle operator(String name) {
        return Dispatcher.singleton().findSchemaOrThrow(name, "");
    }
}
