package merit.evaluation.metric;

/**
 * An estimate with its confidence interval.
 *
 * @param value the estimate
 * @param low lower bound; minus infinity where nothing bounds it (a single prompt)
 * @param high upper bound; plus infinity where nothing bounds it
 */
public record Interval(double value, double low, double high) {
    public Interval {
        if (!Double.isFinite(value) || !(low <= high)) {
            throw new IllegalArgumentException("an interval is a finite value with low <= high: found " + value + " ("
                    + low + " to " + high + ")");
        }
    }

    /** Whether {@code point} lies outside: the data speak against it. */
    public boolean excludes(double point) {
        return point < low || point > high;
    }

    /** The interval of the same estimate with its sign turned: b less a for a less b. */
    public Interval turned() {
        return new Interval(-value, -high, -low);
    }

    /** False where there was too little data for any bound. */
    public boolean isBounded() {
        return Double.isFinite(low) && Double.isFinite(high);
    }
}
