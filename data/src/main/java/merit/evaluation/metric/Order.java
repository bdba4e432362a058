package merit.evaluation.metric;

import java.util.stream.IntStream;

/**
 * Indices by ascending value, equal values in their order: a merge sort over plain numbers, several times as fast as one over
 * objects. {@code -0.0} comes before {@code 0.0}.
 */
final class Order {
    /** Shorter runs are sorted by insertion. */
    private static final int RUN = 16;

    private Order() {}

    /** @param values without NaN */
    static int[] ascending(double[] values) {
        int[] from = IntStream.range(0, values.length).toArray();
        for (int start = 0; start < from.length; start += RUN) {
            insert(values, from, start, Math.min(from.length, start + RUN));
        }
        int[] to = new int[from.length];
        for (int width = RUN; width < from.length; width *= 2) {
            for (int start = 0; start < from.length; start += 2 * width) {
                merge(values, from, to, start, width);
            }
            int[] spare = from;
            from = to;
            to = spare;
        }
        return from;
    }

    private static void insert(double[] values, int[] order, int start, int end) {
        for (int k = start + 1; k < end; k++) {
            int one = order[k];
            int place = k;
            while (place > start && Double.compare(values[order[place - 1]], values[one]) > 0) {
                order[place] = order[place - 1];
                place--;
            }
            order[place] = one;
        }
    }

    private static void merge(double[] values, int[] from, int[] to, int start, int width) {
        int middle = Math.min(from.length, start + width);
        int end = Math.min(from.length, middle + width);
        int left = start;
        int right = middle;
        for (int k = start; k < end; k++) {
            boolean takeLeft =
                    right == end || (left < middle && Double.compare(values[from[left]], values[from[right]]) <= 0);
            to[k] = takeLeft ? from[left++] : from[right++];
        }
    }
}
