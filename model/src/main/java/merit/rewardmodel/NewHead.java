package merit.rewardmodel;

import merit.tensor.Seed;

/**
 * A head that knows nothing yet.
 *
 * @param pooling what it reads
 * @param objectives its outputs
 * @param seed of its weights
 */
public record NewHead(Pooling pooling, Objectives objectives, Seed seed) {}
