package merit.evaluation.metric;

/** Ranks from 1, each of several equal values getting their mean; and what is made of them. */
public final class Ranks {
    private Ranks() {}

    /** The rank of each value; {@code -0.0} is as large as {@code 0.0}. */
    public static double[] of(double[] values) {
        double[] plain = new double[values.length];
        for (int k = 0; k < plain.length; k++) {
            plain[k] = values[k] + 0.0; // the order would put -0.0 below 0.0
        }
        int[] order = Order.ascending(plain);
        double[] ranks = new double[plain.length];
        for (int start = 0, end; start < order.length; start = end) {
            end = start;
            while (end < order.length && plain[order[end]] == plain[order[start]]) {
                end++;
            }
            for (int k = start; k < end; k++) {
                ranks[order[k]] = (start + 1 + end) / 2.0;
            }
        }
        return ranks;
    }

    /** Pearson's correlation, of ranks Spearman's; 0 where either side never varies. */
    public static double correlation(double[] x, double[] y) {
        double meanX = mean(x);
        double meanY = mean(y);
        double both = 0;
        double squaresX = 0;
        double squaresY = 0;
        for (int k = 0; k < x.length; k++) {
            both += (x[k] - meanX) * (y[k] - meanY);
            squaresX += (x[k] - meanX) * (x[k] - meanX);
            squaresY += (y[k] - meanY) * (y[k] - meanY);
        }
        return squaresX == 0 || squaresY == 0 ? 0 : both / Math.sqrt(squaresX * squaresY);
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / Math.max(1, values.length);
    }
}
