package merit.tensor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Which low precisions the processor computes natively: they decide whether bf16 is faster than fp32 or far slower. */
final class CpuFeatures {
    private static final Path LINUX = Path.of("/proc/cpuinfo");

    private CpuFeatures() {}

    /** Any of {@code bf16} and {@code amx}; empty where the system does not say. */
    static List<String> lowPrecisions() {
        List<String> found = new ArrayList<>();
        Set<String> flags = flags();
        if (flags.contains("avx512_bf16") || flags.contains("bf16")) {
            found.add("bf16");
        }
        if (flags.contains("amx_bf16")) {
            found.add("amx");
        }
        return found;
    }

    private static Set<String> flags() {
        try (var lines = Files.lines(LINUX)) {
            return lines.filter(line -> line.startsWith("flags") || line.startsWith("Features"))
                    .findFirst()
                    .map(line -> Arrays.stream(line.substring(line.indexOf(':') + 1)
                                    .strip()
                                    .split(" "))
                            .collect(Collectors.toSet()))
                    .orElse(Set.of());
        } catch (IOException e) {
            return Set.of(); // not Linux
        }
    }
}
