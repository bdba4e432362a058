package merit.tensor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What the processor computes natively: it decides whether bf16 is faster than fp32 or far slower, and who multiplies best. */
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

    static boolean hasAvx512() {
        return flags().contains("avx512f");
    }

    /** Whether it has AVX-512 and is not Intel's, whose MKL computes with AVX2 on it. */
    static boolean hasAvx512OfOthers() {
        return hasAvx512() && !words("vendor_id").contains("GenuineIntel");
    }

    private static Set<String> flags() {
        Set<String> flags = words("flags");
        return flags.isEmpty() ? words("Features") : flags;
    }

    /** What the first processor's line of a name says; empty where the system does not say. */
    private static Set<String> words(String name) {
        try (var lines = Files.lines(LINUX)) {
            return lines.filter(line -> line.startsWith(name))
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
