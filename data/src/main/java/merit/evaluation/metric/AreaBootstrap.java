package merit.evaluation.metric;

import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * The interval of an area under the ROC curve by resampling whole clusters: observation k brings one positive and one
 * negative value. Values are sorted once; a resample is one sweep over them with each cluster's weight, so it costs time
 * in proportion to the observations. Of more than 20,000 observations only the linear part is resampled (Hájek's projection,
 * what each cluster adds to the area), which costs time in proportion to the clusters; what is left out shrinks as one over
 * the observations.
 */
final class AreaBootstrap {
    private static final int LINEAR_FROM = 20_000;

    private final double[] values;
    private final double[] sorted;
    private final int observations;

    /** [observations]: the cluster, or the block of pooled clusters, of each. */
    private final int[] block;

    private final int blocks;

    /** Indices into {@code values} by ascending value; below {@code observations} are the positives. */
    private final int[] order;

    private AreaBootstrap(int[] block, double[] positives, double[] negatives) {
        this.observations = positives.length;
        this.block = block;
        this.blocks = Arrays.stream(block).max().orElse(-1) + 1;
        this.values = new double[2 * observations];
        for (int k = 0; k < observations; k++) {
            values[k] = positives[k] + 0.0; // the order would put -0.0 below 0.0
            values[observations + k] = negatives[k] + 0.0;
        }
        this.order = Order.ascending(values);
        this.sorted = Arrays.stream(order).mapToDouble(k -> values[k]).toArray();
    }

    static Interval of(ClusteredBootstrap bootstrap, Clusters clusters, double[] positives, double[] negatives) {
        return of(bootstrap, clusters, bootstrap.streams(), new double[][] {positives, negatives});
    }

    /** @param sides positives, then negatives, [observations] each */
    static Interval of(
            ClusteredBootstrap bootstrap, Clusters clusters, IntFunction<IntUnaryOperator> streams, double[][] sides) {
        int[] blockOf = bootstrap.blocks(clusters.count());
        int[] block = IntStream.range(0, clusters.observations())
                .map(k -> blockOf[clusters.clusterOf(k)])
                .toArray();
        AreaBootstrap areas = new AreaBootstrap(block, sides[0], sides[1]);
        return new ResampledBounds(bootstrap.level(), bootstrap.method())
                .of(
                        AreaUnderCurve.of(sides[0], sides[1]),
                        areas.resampled(bootstrap.resamples(), streams),
                        areas.without());
    }

    /** [resamples] areas. */
    private double[] resampled(int resamples, IntFunction<IntUnaryOperator> streams) {
        boolean linear = observations > LINEAR_FROM;
        int[] place = linear ? new int[0] : place();
        double[] pulls = linear ? pulls() : new double[0];
        double[] areas = new double[resamples];
        ClusteredBootstrap.eachPart(resamples, (part, from, to) -> {
            IntUnaryOperator draw = streams.apply(part);
            int[] weights = new int[blocks];
            for (int r = from; r < to; r++) {
                Arrays.fill(weights, 0);
                for (int g = 0; g < blocks; g++) {
                    weights[draw.applyAsInt(blocks)]++;
                }
                areas[r] = linear ? projected(pulls, weights) : sweep(place, weights);
            }
        });
        return areas;
    }

    /** [blocks]: what one more of a block adds to the area, and in the last place the area itself. */
    private double[] pulls() {
        double[] pulls = new double[blocks + 1];
        double whole = placements(pulls);
        double pairs = (double) observations * observations;
        for (int b : block) {
            pulls[b] -= 2 * whole / observations;
        }
        for (int b = 0; b < blocks; b++) {
            pulls[b] /= pairs;
        }
        pulls[blocks] = whole / pairs;
        return pulls;
    }

    private static double projected(double[] pulls, int[] weights) {
        double area = pulls[weights.length];
        for (int b = 0; b < weights.length; b++) {
            area += pulls[b] * weights[b];
        }
        return area;
    }

    /** [2 observations] in ascending order of value: twice the block, and one more for a negative. */
    private int[] place() {
        return Arrays.stream(order)
                .map(k -> k < observations ? 2 * block[k] : 2 * block[k - observations] + 1)
                .toArray();
    }

    private double sweep(int[] place, int[] weights) {
        double area = 0;
        double below = 0;
        double weight = 0;
        for (int start = 0, end = 0; start < place.length; start = end) {
            int up = 0;
            int down = 0;
            double value = sorted[start];
            for (; end < place.length && sorted[end] == value; end++) {
                // Without a branch on the side, which nothing predicts.
                int own = weights[place[end] >> 1];
                int negative = own & -(place[end] & 1);
                up += own - negative;
                down += negative;
            }
            area += up * (below + down / 2.0);
            below += down;
            weight += up;
        }
        return area / (weight * below);
    }

    /** [blocks] areas, each without one block: the whole less the block's share on either side, plus what both took. */
    private double[] without() {
        double[] lost = new double[blocks];
        double whole = placements(lost);
        int[] size = new int[blocks];
        Arrays.stream(block).forEach(b -> size[b]++);
        double[][][] own = new double[blocks][2][];
        for (int b = 0; b < blocks; b++) {
            own[b][0] = new double[size[b]];
            own[b][1] = new double[size[b]];
        }
        int[] filled = new int[blocks];
        for (int k = 0; k < observations; k++) {
            int at = filled[block[k]]++;
            own[block[k]][0][at] = values[k];
            own[block[k]][1][at] = values[observations + k];
        }
        double[] without = new double[blocks];
        for (int b = 0; b < blocks; b++) {
            double inside = AreaUnderCurve.of(own[b][0], own[b][1]) * size[b] * size[b];
            double left = observations - size[b];
            without[b] = (whole - lost[b] + inside) / (left * left);
        }
        return without;
    }

    /** Adds to each block how many ordered pairs its values take part in; returns the number of all ordered pairs. */
    private double placements(double[] lost) {
        double whole = 0;
        double positives = 0;
        double negatives = 0;
        for (int start = 0, end = 0; start < order.length; start = end) {
            int up = 0;
            int down = 0;
            double value = sorted[start];
            for (; end < order.length && sorted[end] == value; end++) {
                up += order[end] < observations ? 1 : 0;
                down += order[end] < observations ? 0 : 1;
            }
            double below = negatives + down / 2.0;
            double above = observations - positives - up / 2.0;
            for (int k = start; k < end; k++) {
                boolean one = order[k] < observations;
                lost[one ? block[order[k]] : block[order[k] - observations]] += one ? below : above;
            }
            whole += up * below;
            positives += up;
            negatives += down;
        }
        return whole;
    }
}
