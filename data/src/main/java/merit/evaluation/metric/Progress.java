package merit.evaluation.metric;

/** Told how far a long scoring run has come. Called on the thread that scores. */
@FunctionalInterface
public interface Progress {
    /** Tells nobody. */
    Progress NONE = (done, total) -> {};

    /** @param done rows scored so far, of {@code total} */
    void scored(int done, int total);
}
