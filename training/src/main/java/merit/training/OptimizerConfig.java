package merit.training;

import static merit.training.Limits.require;
import static merit.training.Limits.requireFrom;
import static merit.training.Limits.requireShare;

/**
 * An optimizer with several rates: a new head needs a larger one than a pretrained backbone, of which the
 * lower layers may need a smaller one than the upper (Howard and Ruder, Universal Language Model Fine-tuning, 2018).
 *
 * @param optim which one
 * @param learningRate of the backbone, at its highest; 2e-5 to 1e-4 for small encoders
 * @param headLearningRate of the head and of a new pooler, which start from nothing
 * @param layerWiseLrDecay the rate of each block as a share of that of the block above it; the embedding's is the lowest. 1 gives
 *     all the same
 * @param weightDecay pull towards 0, not on biases and norms
 * @param adamBeta1 memory of the mean gradient
 * @param adamBeta2 memory of its square
 * @param adamEpsilon added to the root of the square
 * @param momentum of SGD: the share of the last step that is taken again
 * @param maxGradNorm gradients longer than this, all parameters together, are shortened to it; 0 never shortens
 */
public record OptimizerConfig(
        Optim optim,
        double learningRate,
        double headLearningRate,
        double layerWiseLrDecay,
        double weightDecay,
        double adamBeta1,
        double adamBeta2,
        double adamEpsilon,
        double momentum,
        double maxGradNorm) {
    public static final OptimizerConfig DEFAULT =
            new OptimizerConfig(Optim.ADAMW, 5e-5, 1e-3, 1, 0.01, 0.9, 0.999, 1e-8, 0.9, 1.0);

    public OptimizerConfig {
        requireFrom("learning_rate", learningRate, 0);
        requireFrom("head_learning_rate", headLearningRate, 0);
        require(
                layerWiseLrDecay > 0 && layerWiseLrDecay <= 1,
                "layer_wise_lr_decay",
                layerWiseLrDecay,
                "a number above 0 and at most 1");
        requireFrom("weight_decay", weightDecay, 0);
        requireShare("adam_beta1", adamBeta1);
        requireShare("adam_beta2", adamBeta2);
        requireFrom("adam_epsilon", adamEpsilon, 0);
        requireShare("momentum", momentum);
        requireFrom("max_grad_norm", maxGradNorm, 0);
    }
}
