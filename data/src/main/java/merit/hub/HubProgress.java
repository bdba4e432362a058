package merit.hub;

/** Hears of a download. */
@FunctionalInterface
public interface HubProgress {
    /** Hears nothing. */
    HubProgress NONE = (file, done, total) -> {};

    /**
     * More of a file is there.
     *
     * @param done bytes
     * @param total bytes; 0 where the hub does not say
     */
    void on(String file, long done, long total);
}
