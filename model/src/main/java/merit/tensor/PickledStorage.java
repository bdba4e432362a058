package merit.tensor;

/**
 * A run of elements that tensors of a {@code torch.save} file are views of.
 *
 * @param key its entry in the archive is {@code data/KEY}
 * @param type of the elements
 * @param elements how many the file says it has
 */
record PickledStorage(String key, ElementType type, long elements) {}
