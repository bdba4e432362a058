package merit.encoding;

import java.util.List;

/**
 * A part of a training step whose scores are held in memory at once: whole groups, and their rows packed by length.
 *
 * @param groups indices of the groups
 * @param batches indices of their rows, each row once, batch by batch
 * @param paddedTokens what the batches cost together; above the budget only where one group alone is
 */
public record MicroStep(List<Integer> groups, List<int[]> batches, long paddedTokens) {}
