package merit.evaluation.audit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * L2-penalised logistic regression by coordinate ascent in the dual (Yu, Huang and Lin, "Dual coordinate descent methods for
 * logistic regression and maximum entropy models", Machine Learning 85, 2011). Every row has a share a, and
 * w = sum of a x / penalty; at the optimum a = sigmoid(-w.x). Every pass visits the rows in another order, which takes
 * thirteen passes where a fixed order takes four hundred; the orders are seeded, so the same rows give the same weights.
 */
final class DualAscent {
    private static final long SEED = 1;
    private static final int MOST_PASSES = 500;
    private static final double CLOSE_ENOUGH = 1e-6;
    private static final int HALVINGS = 40;
    private final List<HashedWords> rows;
    private final double penalty;
    private final double[] shares;
    private final double[] weights = new double[HashedWords.BUCKETS];

    /** Rows that should have a positive product with the weights. */
    DualAscent(List<HashedWords> rows, double penalty) {
        this.rows = rows;
        this.penalty = penalty;
        this.shares = new double[rows.size()];
    }

    double[] weights() {
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, shares.length).boxed().toList());
        Random random = new Random(SEED);
        for (int pass = 0; pass < MOST_PASSES; pass++) {
            double largest = 0;
            Collections.shuffle(order, random);
            for (int row : order) {
                largest = Math.max(largest, Math.abs(visit(row)));
            }
            if (largest < CLOSE_ENOUGH) {
                break;
            }
        }
        return weights;
    }

    /** Makes one row's share the best for the other shares as they are; by how much it changed. */
    private double visit(int index) {
        HashedWords row = rows.get(index);
        double product = row.dot(weights);
        double share = bestShare(product, row.squaredLength() / penalty, shares[index]);
        double change = share - shares[index];
        shares[index] = share;
        row.addTo(weights, change / penalty);
        return change;
    }

    /** The root a of logit(a) + product + curvature (a - before), by halving in the logit. */
    private static double bestShare(double product, double curvature, double before) {
        double low = -product - curvature * (1 - before);
        double high = -product + curvature * before;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            double slope = middle + product + curvature * (sigmoid(middle) - before);
            if (slope > 0) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return sigmoid((low + high) / 2);
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
