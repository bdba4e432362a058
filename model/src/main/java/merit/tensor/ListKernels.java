package merit.tensor;

import java.util.List;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorList;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * libtorch's kernels over lists of tensors: one call for all parameters, several times as fast as one a parameter. They have no
 * C++ functions of their own, so the dispatcher is asked for them by name. Call them with gradients off, on the engine thread.
 */
public final class ListKernels {
    private ListKernels() {}

    /** The Euclidean norm of all of them as one vector, a scalar; it belongs to the caller's scope. */
    public static Tensor norm(List<Tensor> tensors) {
        try (TensorScope scope = TensorScope.open()) {
            IValueVector result =
                    call("aten::_foreach_norm", "Scalar", list(tensors), new IValue(new Scalar(2.0)), new IValue());
            TensorVector norms = result.get(0).toTensorVector();
            return scope.keep(torch.stack(norms).norm());
        }
    }

    /** Multiplies each in place. */
    public static void scale(List<Tensor> tensors, double factor) {
        call("aten::_foreach_mul_", "Scalar", list(tensors), new IValue(new Scalar(factor)));
    }

    /** Sets each to 0. */
    public static void zero(List<Tensor> tensors) {
        call("aten::_foreach_zero_", "", list(tensors));
    }

    static IValueVector call(String name, String overload, IValue... arguments) {
        OperatorHandle operator = Dispatcher.singleton().findSchemaOrThrow(name, overload);
        IValueVector stack = new IValueVector(arguments);
        operator.callBoxed(stack);
        return stack;
    }

    /**
     * An argument that is a list of tensors. The element type is taken from a list of the engine's own: a type pointer made from
     * {@code TensorType.get()} would free the engine's only one.
     */
    static IValue list(List<Tensor> tensors) {
        GenericList list = new GenericList(new TensorList().elementType());
        tensors.forEach(tensor -> list.push_back(new IValue(tensor)));
        return new IValue(list);
    }
}
