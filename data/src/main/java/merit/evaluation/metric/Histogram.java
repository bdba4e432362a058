package merit.evaluation.metric;

import java.util.ArrayList;
import java.util.List;

/**
 * Counts in bins of equal width.
 *
 * @param low lower edge of the first bin
 * @param high upper edge of the last bin, which belongs to it
 * @param counts a bin
 */
public record Histogram(double low, double high, List<Integer> counts) {
    public Histogram {
        counts = List.copyOf(counts);
    }

    /** Values outside the edges are counted in the outermost bins. */
    static Histogram of(double[] values, double low, double high, int bins) {
        int[] counts = new int[bins];
        double width = (high - low) / bins;
        for (double value : values) {
            int bin = width > 0 ? (int) Math.floor((value - low) / width) : 0;
            counts[Math.max(0, Math.min(bins - 1, bin))]++;
        }
        List<Integer> list = new ArrayList<>();
        for (int count : counts) {
            list.add(count);
        }
        return new Histogram(low, high, list);
    }

    /** In the unit of the values. */
    public double binWidth() {
        return (high - low) / counts.size();
    }
}
