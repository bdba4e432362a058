package merit.tensor;

import java.util.List;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Tensor;

/**
 * AdamW (Loshchilov and Hutter, Decoupled Weight Decay Regularization, 2019) over a group of parameters in one kernel, five times
 * as fast as the engine's own optimizer class; or plain Adam (Kingma and Ba, 2015), whose decay is part of the gradient. The kernels
 * are {@code aten::_fused_adamw_} and {@code aten::_fused_adam_}, which only the dispatcher reaches.
 *
 * <p>The paper's m is {@link #firstMoments}, v is {@link #secondMoments}, t is {@link #steps}. Owns these; not the parameters.
 * For the engine thread.
 */
public final class FusedAdamw implements AutoCloseable {
    private final String kernel;
    private final List<Tensor> parameters;
    private final List<Tensor> firstMoments;
    private final List<Tensor> secondMoments;
    private final List<Tensor> steps;

    /** Moments of zero for leaf tensors of fp32. */
    public FusedAdamw(List<Tensor> parameters) {
        this(parameters, true);
    }

    /**
     * The same.
     *
     * @param decoupled whether weights decay beside the gradient, as in AdamW, or through it, as in Adam
     */
    public FusedAdamw(List<Tensor> parameters, boolean decoupled) {
        this.kernel = decoupled ? "aten::_fused_adamw_" : "aten::_fused_adam_";
        this.parameters = List.copyOf(parameters);
        try (TensorScope scope = TensorScope.open()) {
            firstMoments = Moving.zeros(parameters);
            secondMoments = Moving.zeros(parameters);
            steps = Moving.noSteps(parameters);
        }
    }

    /** One step along the gradients that are there; a parameter without one is left alone, moments and step count too. */
    public void step(AdamwSettings settings) {
        try (TensorScope scope = TensorScope.open();
                Gradients off = Gradients.off()) {
            Moving moving = Moving.of(parameters, steps);
            if (!moving.indices().isEmpty()) {
                call(moving, settings);
            }
        }
    }

    private void call(Moving moving, AdamwSettings settings) {
        ListKernels.call(
                kernel,
                "",
                ListKernels.list(moving.of(parameters)),
                ListKernels.list(moving.gradients()),
                ListKernels.list(moving.of(firstMoments)),
                ListKernels.list(moving.of(secondMoments)),
                ListKernels.list(List.of()), // largest second moments: AMSGrad only
                ListKernels.list(moving.of(steps)),
                new IValue(settings.learningRate()),
                new IValue(settings.beta1()),
                new IValue(settings.beta2()),
                new IValue(settings.weightDecay()),
                new IValue(settings.epsilon()),
                new IValue(false), // AMSGrad
                new IValue(false), // maximise
                new IValue(), // gradient scale
                new IValue()); // found infinity
    }

    /** Running means of the gradients, in the order of the parameters; they stay this object's, as those below do. */
    public List<Tensor> firstMoments() {
        return firstMoments;
    }

    /** Running means of the squared gradients, in the order of the parameters. */
    public List<Tensor> secondMoments() {
        return secondMoments;
    }

    /** How many steps each parameter has taken, [1] fp32 each. */
    public List<Tensor> steps() {
        return steps;
    }

    @Override
    public void close() {
        firstMoments.forEach(Tensor::close);
        secondMoments.forEach(Tensor::close);
        steps.forEach(Tensor::close);
    }
}
