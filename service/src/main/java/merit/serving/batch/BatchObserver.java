package merit.serving.batch;

/** Told of every batch, on the batcher's thread: be quick. */
@FunctionalInterface
public interface BatchObserver {
    /** @param batch what was computed */
    void computed(Batch batch);

    /**
     * A batch that was computed.
     *
     * @param rows how many
     * @param tokens that were computed: of the rows, what several begin with once where the model can do so
     * @param paddedTokens the same with the padding to the longest
     * @param began when, on {@link System#nanoTime}'s clock
     * @param nanos how long it took
     */
    record Batch(int rows, long tokens, long paddedTokens, long began, long nanos) {}
}
