package merit.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import merit.tensor.ProcessMemory;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;

/** Native objects and resident memory, sampled once a step. */
final class MemoryTrend {
    private static final double MEGABYTE = 1e6;

    private final List<Long> objects = new ArrayList<>();
    private final List<Long> resident = new ArrayList<>();

    /** @throws IllegalArgumentException where JavaCPP does not count, and any leak would pass */
    static void checkThatObjectsAreCounted() {
        try (LongPointer one = new LongPointer(1)) {
            if (Pointer.totalCount() == 0) {
                throw new IllegalArgumentException(
                        "native objects are not counted: " + one.capacity() + " stands, found 0;"
                                + " start Java with -Dorg.bytedeco.javacpp.nopointergc=false, as benchmark/run memory does");
            }
        }
    }

    void sample() {
        objects.add(Pointer.totalCount());
        resident.add(ProcessMemory.resident());
    }

    /** Whether there are more native objects at the end than at the start. */
    boolean objectsGrew() {
        return objects.isEmpty() || objects.get(objects.size() - 1) > objects.get(0);
    }

    String report(String what) {
        if (objects.isEmpty()) {
            return what + ": nothing was sampled";
        }
        int last = objects.size() - 1;
        return String.format(
                Locale.ROOT,
                "Over %s: native objects %d to %d · resident %,.1f to %,.1f MB, slope %+.4f MB a sample",
                what,
                objects.get(0),
                objects.get(last),
                resident.get(0) / MEGABYTE,
                resident.get(last) / MEGABYTE,
                slope(resident) / MEGABYTE);
    }

    /** Least squares, per sample. */
    static double slope(List<Long> values) {
        double middle = (values.size() - 1) / 2.0;
        double mean = values.stream().mapToLong(Long::longValue).average().orElse(0);
        double covariance = 0;
        double variance = 0;
        for (int i = 0; i < values.size(); i++) {
            covariance += (i - middle) * (values.get(i) - mean);
            variance += (i - middle) * (i - middle);
        }
        return variance == 0 ? 0 : covariance / variance;
    }
}
