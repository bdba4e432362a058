package merit.tensor;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The parameters of a group that have a gradient, which are those that a step moves. Gradients belong to the current scope.
 *
 * @param indices of them in the group
 * @param gradients of them
 */
record Moving(List<Integer> indices, List<Tensor> gradients) {
    /** Finds them, and counts the step that they are about to take, in their versions too, which the kernels leave as they are. */
    static Moving of(List<Tensor> parameters, List<Tensor> steps) {
        List<Integer> indices = new ArrayList<>();
        List<Tensor> gradients = new ArrayList<>();
        Scalar one = Tensors.scalar(1);
        for (int i = 0; i < parameters.size(); i++) {
            Tensor gradient = parameters.get(i).grad();
            if (gradient.defined()) {
                indices.add(i);
                gradients.add(gradient);
                steps.get(i).add_(one);
                parameters.get(i).unsafeGetTensorImpl().bump_version();
            }
        }
        return new Moving(indices, gradients);
    }

    /** What stands at their places in a list of the whole group. */
    List<Tensor> of(List<Tensor> all) {
        return indices.stream().map(all::get).toList();
    }

    /** A value of zero beside every parameter, of its shape; the caller's own. */
    static List<Tensor> zeros(List<Tensor> parameters) {
        return parameters.stream()
                .map(parameter -> TensorScope.own(Tensors.zeros(parameter.scalar_type(), Tensors.shape(parameter))))
                .toList();
    }

    /** Step counts of zero; the caller's own. */
    static List<Tensor> noSteps(List<Tensor> parameters) {
        return parameters.stream()
                .map(parameter -> TensorScope.own(Tensors.zeros(ScalarType.Float, 1)))
                .toList();
    }
}
