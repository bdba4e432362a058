package merit.training;

import static merit.training.Limits.require;

/**
 * How many pairs make a step, of which data, and how many tokens are computed at once. The last never changes the result, only
 * memory and speed: a step's pairs are cut into micro-batches by length, and their gradients add up.
 *
 * @param dataWeights {@code name=number} with commas: each data set's part in a pass over the data, see {@link Mixture}; empty for
 *     every pair once
 * @param perDeviceTrainBatchSize pairs in a batch; prompts or rankings where the loss takes these whole
 * @param gradientAccumulationSteps batches in a step
 * @param microBatchTokens real tokens, padding not counted, of the pairs whose activations are held at once, over all lanes: the larger, the more memory
 * @param forwardTokens padded tokens in one forward pass within a micro-batch; rows of like length go together, so small
 *     passes pad little
 * @param gradientCheckpointing whether to keep only each block's input for the backward pass, and compute the block again there
 */
public record BatchConfig(
        String dataWeights,
        int perDeviceTrainBatchSize,
        int gradientAccumulationSteps,
        int microBatchTokens,
        int forwardTokens,
        boolean gradientCheckpointing) {
    static final String DATA_WEIGHTS = "data_weights";

    public static final BatchConfig DEFAULT = new BatchConfig("", 32, 1, 4096, 2048, false);

    public BatchConfig {
        ObjectivesConfig.weights(DATA_WEIGHTS, dataWeights)
                .forEach((name, weight) -> require(weight > 0, DATA_WEIGHTS, name + "=" + weight, "numbers above 0"));
        requirePositive("per_device_train_batch_size", perDeviceTrainBatchSize);
        requirePositive("gradient_accumulation_steps", gradientAccumulationSteps);
        requirePositive("micro_batch_tokens", microBatchTokens);
        requirePositive("forward_tokens", forwardTokens);
    }

    private static void requirePositive(String name, int value) {
        require(value > 0, name, value, "a number above 0");
    }

    /** Pairs in an optimizer step. */
    public int pairsPerStep() {
        return Math.multiplyExact(perDeviceTrainBatchSize, gradientAccumulationSteps);
    }
}
