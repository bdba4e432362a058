package merit.training.probe;

import java.util.List;
import java.util.OptionalLong;
import merit.tensor.FreeMemory;

/**
 * What a fit holds at its peak beside the rows' features: the differences of all outputs' pairs, in features and in products of
 * these; of few pairs their products with one another, as the fit of the chosen width, of a wider one and of products have them; and one
 * output's differences in fp64 while those are made, or its products once more.
 */
public final class FitMemory {
    private static final int KERNELS = 3;

    private FitMemory() {}

    /**
     * Looks whether that is free, where the system says what is.
     *
     * @param features of a row
     * @param products along how many directions features are multiplied at most
     * @throws IllegalArgumentException where it is not, with what to do
     */
    public static void require(List<ProbePairs> outputs, int features, int products) {
        OptionalLong free = FreeMemory.bytes();
        if (free.isPresent()) {
            require(outputs, features, products, free.getAsLong());
        }
    }

    static void require(List<ProbePairs> outputs, int features, int products, long free) {
        long need = bytes(outputs, features, products);
        if (need > free) {
            int pairs = outputs.stream().mapToInt(ProbePairs::size).sum();
            throw new IllegalArgumentException("memory: found room for " + megabytes(free) + " MB, need "
                    + megabytes(need) + " MB for " + pairs + " pairs of " + features + " features"
                    + (products > 0
                            ? " and their products; set probe_products to 0, or probe_layers to fewer layers"
                            : "; set probe_layers to fewer layers"));
        }
    }

    private static long bytes(List<ProbePairs> outputs, long features, long directions) {
        long products = directions * directions;
        long kept = 0;
        long passing = 0;
        for (ProbePairs pairs : outputs) {
            long count = pairs.size();
            boolean written = PairKernel.isWritten(count);
            kept += Float.BYTES * count * (features + products)
                    + (written ? KERNELS * Double.BYTES * count * count : 0);
            long more = written ? Double.BYTES * Math.max(features, products) : Float.BYTES * products;
            passing = Math.max(passing, count * more);
        }
        return kept + passing;
    }

    private static long megabytes(long bytes) {
        return Math.round(bytes / 1e6);
    }
}
