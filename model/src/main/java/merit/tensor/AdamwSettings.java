package merit.tensor;

/**
 * The numbers of one AdamW step (Loshchilov and Hutter 2019; betas and epsilon as in Kingma and Ba 2015).
 *
 * @param learningRate of this step
 * @param beta1 decay of the first moment; 0.9 is usual
 * @param beta2 decay of the second moment; 0.999 is usual
 * @param epsilon added to the denominator; 1e-8 is usual
 * @param weightDecay share of each weight taken away a step, times the learning rate
 */
public record AdamwSettings(double learningRate, double beta1, double beta2, double epsilon, double weightDecay) {
    public AdamwSettings {
        if (!(learningRate >= 0 && Double.isFinite(learningRate))) {
            throw new IllegalArgumentException("learning_rate: found " + learningRate + ", need a number from 0");
        }
        if (!(beta1 >= 0 && beta1 < 1)) {
            throw new IllegalArgumentException("adam_beta1: found " + beta1 + ", need 0 or more and less than 1");
        }
        if (!(beta2 >= 0 && beta2 < 1)) {
            throw new IllegalArgumentException("adam_beta2: found " + beta2 + ", need 0 or more and less than 1");
        }
        if (!(epsilon >= 0 && Double.isFinite(epsilon))) {
            throw new IllegalArgumentException("adam_epsilon: found " + epsilon + ", need a number from 0");
        }
        if (!(weightDecay >= 0 && Double.isFinite(weightDecay))) {
            throw new IllegalArgumentException("weight_decay: found " + weightDecay + ", need a number from 0");
        }
    }
}
