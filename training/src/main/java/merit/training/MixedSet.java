package merit.training;

/**
 * A data set in a mixture by weight.
 *
 * @param items that it has: pairs, or what stands for one
 * @param drawn of them in each pass over the data; more than there are where some are drawn again
 */
public record MixedSet(String name, int items, int drawn) {}
