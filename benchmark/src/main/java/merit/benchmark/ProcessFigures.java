package merit.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a process holds, as Linux counts it.
 *
 * @param resident bytes of memory, native memory included
 * @param threads that live
 * @param handles of files and sockets that are open
 */
record ProcessFigures(long resident, long threads, long handles) {
    static ProcessFigures of(long process) {
        Path folder = Path.of("/proc", Long.toString(process));
        try (Stream<String> status = Files.lines(folder.resolve("status"));
                Stream<Path> open = Files.list(folder.resolve("fd"))) {
            long resident = 0;
            long threads = 0;
            for (String line : (Iterable<String>) status::iterator) {
                if (line.startsWith("VmRSS:")) {
                    resident = 1024 * number(line);
                } else if (line.startsWith("Threads:")) {
                    threads = number(line);
                }
            }
            return new ProcessFigures(resident, threads, open.count());
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " could not be read: it needs Linux and a process that lives", e);
        }
    }

    private static long number(String line) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
    }
}
