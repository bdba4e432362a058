package merit.training;

/** Judges each evaluation against the best before it. Returns decisions; stops nothing itself. */
final class EarlyStopping {
    private final boolean greaterIsBetter;
    private final int patience;
    private double best = Double.NaN;
    private int since;

    EarlyStopping(WatchConfig config) {
        greaterIsBetter = config.greaterIsBetter();
        patience = config.earlyStoppingPatience();
    }

    /** Evaluations since the best one. */
    int since() {
        return since;
    }

    /** Takes over what was judged before. */
    void restore(double bestSoFar, int sinceThen) {
        best = bestSoFar;
        since = sinceThen;
    }

    /** Whether patience is at its end. */
    boolean stops() {
        return patience > 0 && since >= patience;
    }

    /**
     * @param best whether this evaluation is the best so far
     * @param stop whether patience is at its end
     */
    record Decision(boolean best, boolean stop) {}

    /** After an evaluation with this value of the metric; one that is not finite is never the best. */
    Decision after(double metric) {
        boolean better =
                Double.isFinite(metric) && (Double.isNaN(best) || (greaterIsBetter ? metric > best : metric < best));
        if (better) {
            best = metric;
        }
        since = better ? 0 : since + 1;
        return new Decision(better, stops());
    }
}
