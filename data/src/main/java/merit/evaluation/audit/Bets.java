package merit.evaluation.audit;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import merit.evaluation.audit.NoiseFit.Bins;
import merit.evaluation.metric.Ranks;

/** A judge's differences of score, a pair, as bets on labels: in a hundred bins by their size, as many in each; ties are no bets. */
final class Bets {
    private static final int BINS = 100;

    /** [pairs], -1 for a tie. */
    private final int[] bin;

    /** [pairs] */
    private final boolean[] right;

    /** [bins] Mean size. */
    private final double[] sizes;

    private final double scale;

    /** @param differences score of the chosen less that of the rejected answer */
    Bets(double[] differences) {
        double[] size = Arrays.stream(differences).map(Math::abs).toArray();
        double[] ranks = Ranks.of(size);
        int bins = Math.min(BINS, size.length);
        int[] counts = new int[bins];
        this.bin = new int[size.length];
        this.right = new boolean[size.length];
        this.sizes = new double[bins];
        for (int k = 0; k < size.length; k++) {
            bin[k] = size[k] == 0 ? -1 : (int) Math.min(bins - 1.0, (ranks[k] - 1) * bins / size.length);
            right[k] = differences[k] > 0;
            if (bin[k] >= 0) {
                sizes[bin[k]] += size[k];
                counts[bin[k]]++;
            }
        }
        for (int b = 0; b < bins; b++) {
            sizes[b] /= Math.max(1, counts[b]);
        }
        double mean = Arrays.stream(size).average().orElse(0);
        this.scale = mean > 0 ? mean : 1;
    }

    /** The pairs of which the judge is surest, by index. */
    int[] surest(double share) {
        return IntStream.range(0, bin.length)
                .filter(k -> bin[k] >= (1 - share) * sizes.length)
                .toArray();
    }

    NoiseFit fit() {
        return NoiseFit.of(bins(k -> 1), scale);
    }

    /** @param weight of each pair */
    Bins bins(IntUnaryOperator weight) {
        double[] agreeing = new double[sizes.length];
        double[] others = new double[sizes.length];
        for (int k = 0; k < bin.length; k++) {
            if (bin[k] >= 0) {
                (right[k] ? agreeing : others)[bin[k]] += weight.applyAsInt(k);
            }
        }
        return new Bins(sizes, agreeing, others);
    }
}
