package merit.tensor;

import java.util.List;

/**
 * What computes, as far as it decides which precision pays.
 *
 * @param lowPrecisions what a CPU has instructions for: any of {@code bf16} and {@code amx}
 * @param computeCapability ten times that of the GPU that computes, 80 for 8.0 and more, 70 for less; 0 where the CPU does
 */
public record Processor(List<String> lowPrecisions, int computeCapability) {
    private static final int FIRST_WITH_BF16 = 80;

    public Processor {
        lowPrecisions = List.copyOf(lowPrecisions);
    }

    /** What computes here: the CPU, which is asked, or the GPU that is chosen. */
    public static Processor here() {
        return new Processor(CpuFeatures.lowPrecisions(), Devices.computeCapability());
    }

    boolean isGpu() {
        return computeCapability > 0;
    }

    /** Whether bf16 is faster than fp32 on it. */
    public boolean hasBf16() {
        return isGpu() ? computeCapability >= FIRST_WITH_BF16 : !lowPrecisions.isEmpty();
    }
}
