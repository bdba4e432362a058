package merit.evaluation.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import merit.scoring.IsotonicCalibration;

/**
 * Fits {@link IsotonicCalibration} by pooling adjacent violators (Ayer et al., Annals of Mathematical Statistics 26, 1955):
 * of all curves that never fall, the one with the least squared error, each pair counted in both orders. It follows the data
 * more closely than one number can, and needs a thousand pairs or so before that is a gain.
 *
 * <p>In both orders the curve is its own mirror image, so the half above 0 is fitted, to whether the answer with the higher
 * reward was chosen, and held at one half or more. It stays below 1 by 1 / (n + 2): no n pairs prove certainty.
 */
public final class IsotonicFit {
    private IsotonicFit() {}

    /** Differences from {@code low} to {@code high}, pooled: {@code right} of {@code pairs} bets were right. */
    private record Block(double low, double high, double right, int pairs) {
        double share() {
            return right / pairs;
        }

        Block with(Block next) {
            return new Block(low, next.high, right + next.right, pairs + next.pairs);
        }
    }

    /** @throws IllegalArgumentException where there is no pair */
    public static IsotonicCalibration of(List<ScoredPair> pairs) {
        return of(PairMetrics.column(pairs, ScoredPair::difference));
    }

    static IsotonicCalibration of(double[] differences) {
        if (differences.length == 0) {
            throw new IllegalArgumentException("no pairs to calibrate on: found 0, need at least one");
        }
        List<Double> x = new ArrayList<>(List.of(0.0));
        List<Double> y = new ArrayList<>(List.of(0.5));
        double most = 1 - 1 / (differences.length + 2.0);
        for (Block block : pooled(differences)) {
            double probability = Math.min(most, Math.max(0.5, block.share()));
            add(x, y, block.low(), probability);
            add(x, y, block.high(), probability);
        }
        return new IsotonicCalibration(x, y);
    }

    private static void add(List<Double> x, List<Double> y, double difference, double probability) {
        if (difference > x.get(x.size() - 1)) {
            x.add(difference);
            y.add(probability);
        }
    }

    private static List<Block> pooled(double[] differences) {
        int[] order = IntStream.of(Order.ascending(
                        DoubleStream.of(differences).map(Math::abs).toArray()))
                .filter(k -> differences[k] != 0)
                .toArray();
        List<Block> blocks = new ArrayList<>();
        for (int start = 0, end; start < order.length; start = end) {
            double size = Math.abs(differences[order[start]]);
            double right = 0;
            for (end = start; end < order.length && Math.abs(differences[order[end]]) == size; end++) {
                right += differences[order[end]] > 0 ? 1 : 0;
            }
            Block block = new Block(size, size, right, end - start);
            while (!blocks.isEmpty() && blocks.get(blocks.size() - 1).share() >= block.share()) {
                block = blocks.remove(blocks.size() - 1).with(block);
            }
            blocks.add(block);
        }
        return blocks;
    }
}
