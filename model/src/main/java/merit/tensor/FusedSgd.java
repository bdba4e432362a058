package merit.tensor;

import java.util.List;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Tensor;

/**
 * Gradient descent with momentum, as PyTorch's {@code SGD} defines it (Sutskever et al., On the importance of initialization and
 * momentum in deep learning, 2013, but that the rate is applied after the momentum), over a group of parameters in one kernel, {@code
 * aten::_fused_sgd_}. Weight decay is part of the gradient.
 *
 * <p>Owns its momenta, not the parameters. For the engine thread.
 */
public final class FusedSgd implements AutoCloseable {
    private static final String KERNEL = "aten::_fused_sgd_";

    private final List<Tensor> parameters;
    private final List<Tensor> momenta;
    private final List<Tensor> steps;
    private final double momentum;

    /**
     * Momenta of zero for leaf tensors of fp32.
     *
     * @param momentum share of the last step that is taken again, 0 for none
     */
    public FusedSgd(List<Tensor> parameters, double momentum) {
        this.parameters = List.copyOf(parameters);
        this.momentum = momentum;
        try (TensorScope scope = TensorScope.open()) {
            momenta = Moving.zeros(parameters);
            steps = Moving.noSteps(parameters);
        }
    }

    /** One step along the gradients that are there; a parameter without one is left alone. */
    public void step(double learningRate, double weightDecay) {
        try (TensorScope scope = TensorScope.open();
                Gradients off = Gradients.off()) {
            Moving moving = Moving.of(parameters, steps);
            if (!moving.indices().isEmpty()) {
                call(moving, learningRate, weightDecay);
            }
        }
    }

    private void call(Moving moving, double learningRate, double weightDecay) {
        ListKernels.call(
                KERNEL,
                "",
                ListKernels.list(moving.of(parameters)),
                ListKernels.list(moving.gradients()),
                ListKernels.list(moving.of(momenta)),
                new IValue(weightDecay),
                new IValue(momentum),
                new IValue(learningRate),
                new IValue(0.0), // dampening
                new IValue(false), // Nesterov
                new IValue(false), // maximise
                new IValue(false), // first step: a momentum of 0 gives the same
                new IValue(), // gradient scale
                new IValue()); // found infinity
    }

    /** Running sums of the gradients, in the order of the parameters; they stay this object's, as those below do. */
    public List<Tensor> momenta() {
        return momenta;
    }

    /** How many steps each parameter has taken, [1] fp32 each. */
    public List<Tensor> steps() {
        return steps;
    }

    @Override
    public void close() {
        momenta.forEach(Tensor::close);
        steps.forEach(Tensor::close);
    }
}
