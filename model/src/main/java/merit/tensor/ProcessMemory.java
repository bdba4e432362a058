package merit.tensor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** This process's memory as Linux counts it, native memory included. In bytes. */
public final class ProcessMemory {
    private static final Path STATUS = Path.of("/proc/self/status");

    private ProcessMemory() {}

    public static long resident() {
        return read("VmRSS:");
    }

    public static long peakResident() {
        return read("VmHWM:");
    }

    /** Lets {@link #peakResident} begin anew. */
    public static void forgetPeak() throws IOException {
        Files.writeString(Path.of("/proc/self/clear_refs"), "5");
    }

    private static long read(String field) {
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith(field)) {
                    return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(STATUS + " could not be read: resident memory is measured on Linux only", e);
        }
        throw new IllegalStateException(STATUS + " has no " + field);
    }
}
