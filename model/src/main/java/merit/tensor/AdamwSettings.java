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
public record AdamwSettings(double learningRate, double beta1, double beta2, double epsilon, double weightDecay) {}
