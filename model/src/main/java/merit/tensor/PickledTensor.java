package merit.tensor;

import java.util.List;
import java.util.stream.LongStream;

/**
 * A tensor of a {@code torch.save} file: a view of a storage, which others may share.
 *
 * @param storage what it is a view of
 * @param start its first element there
 * @param sizes its shape
 * @param strides how many elements apart neighbours lie, a dimension
 */
record PickledTensor(PickledStorage storage, long start, List<Long> sizes, List<Long> strides) {
    /** Checks that it lies within its storage. */
    PickledTensor {
        sizes = List.copyOf(sizes);
        strides = List.copyOf(strides);
        if (sizes.size() != strides.size()
                || LongStream.concat(LongStream.of(start), numbers(sizes, strides))
                        .anyMatch(number -> number < 0)) {
            throw new IllegalArgumentException("a tensor of sizes " + sizes + " and strides " + strides
                    + " from element " + start + ", need as many strides as sizes, and numbers from 0");
        }
        if (!fits(storage, start, span(sizes, strides))) {
            throw new IllegalArgumentException("a tensor of sizes " + sizes + " and strides " + strides
                    + " from element " + start + " reaches beyond its storage of " + storage.elements() + " elements");
        }
    }

    private static LongStream numbers(List<Long> sizes, List<Long> strides) {
        return LongStream.concat(
                sizes.stream().mapToLong(Long::longValue), strides.stream().mapToLong(Long::longValue));
    }

    private static boolean fits(PickledStorage storage, long start, long span) {
        return span >= 0 && (span == 0 || (start <= storage.elements() && span <= storage.elements() - start));
    }

    /** How many elements of the storage lie between its first and its last, both counted. */
    long span() {
        return span(sizes, strides);
    }

    /** The same, or -1 where the sum or the count of elements is larger than any file. */
    private static long span(List<Long> sizes, List<Long> strides) {
        long last = 0;
        long count = 1;
        try {
            for (int d = 0; d < sizes.size(); d++) {
                count = Math.multiplyExact(count, sizes.get(d));
                last = Math.addExact(last, Math.multiplyExact(Math.max(0, sizes.get(d) - 1), strides.get(d)));
            }
            return count == 0 ? 0 : Math.addExact(last, 1);
        } catch (ArithmeticException e) {
            return -1;
        }
    }

    long[] shape() {
        return sizes.stream().mapToLong(Long::longValue).toArray();
    }

    long[] steps() {
        return strides.stream().mapToLong(Long::longValue).toArray();
    }
}
