package merit.tensor;

import java.util.List;

/**
 * What computes.
 *
 * @param version of libtorch
 * @param blas the library behind matrix products, with its version where known
 * @param threads how many an operation may use
 * @param device where tensors are and models compute
 * @param cpuFeatures the widest vector unit in use and the low precisions the processor has, e.g. {@code AVX512, bf16}
 */
public record EngineInfo(String version, String blas, int threads, Device device, List<String> cpuFeatures) {
    public EngineInfo {
        cpuFeatures = List.copyOf(cpuFeatures);
    }

    @Override
    public String toString() {
        return "libtorch " + version + " · " + blas + " · " + threads + (threads == 1 ? " thread" : " threads") + " · "
                + String.join(", ", cpuFeatures) + (device.isCpu() ? "" : " · models on " + device);
    }
}
