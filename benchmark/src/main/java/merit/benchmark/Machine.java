package merit.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;

/** What the figures were measured on. */
final class Machine {
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

    private static final Path TICKS = Path.of("/proc/stat");
    private static final int STOLEN = 7;
    private static final int COUNTED = 8;

    private Machine() {}

    /**
     * Where the processors' time went since the machine started.
     *
     * @param all of it
     * @param stolen what a virtual machine's host gave to others
     */
    record Ticks(long all, long stolen) {
        /** {@code " · 3 % of the processors stolen"}, or nothing where less than a percent was. */
        String stolenSince(Ticks start) {
            double share = (double) (stolen - start.stolen) / Math.max(1, all - start.all);
            return share < 0.01
                    ? ""
                    : String.format(Locale.ROOT, " · %.0f %% of the processors stolen by the host", 100 * share);
        }
    }

    /** Zeros where the system does not say. */
    static Ticks ticks() {
        try (Stream<String> lines = Files.lines(TICKS)) {
            long[] fields = lines.findFirst().stream()
                    .flatMap(line -> Arrays.stream(line.split(" +")).skip(1).limit(COUNTED))
                    .mapToLong(Long::parseLong)
                    .toArray();
            return new Ticks(Arrays.stream(fields).sum(), fields[STOLEN]);
        } catch (IOException | UncheckedIOException e) {
            return new Ticks(0, 0);
        }
    }

    /** The processor's name, or its architecture where the system does not say. */
    static String processor() {
        try {
            for (String line : Files.readAllLines(PROCESSORS)) {
                if (line.startsWith("model name")) {
                    return line.substring(line.indexOf(':') + 1).strip();
                }
            }
        } catch (IOException e) {
            return System.getProperty("os.arch", "unknown processor");
        }
        return System.getProperty("os.arch", "unknown processor");
    }

    /** Seconds of all cores that this process has used since its start; NaN where the system does not say. */
    static double cpuSeconds() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(Duration::toNanos)
                .map(nanos -> nanos / 1e9)
                .orElse(Double.NaN);
    }
}
