package merit.tensor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * How much memory this process may still take: what the machine has free, and what the limits of its container, of whichever
 * version, leave. Pages of files that nobody has used for a while count as free.
 */
public final class FreeMemory {
    private static final Limit VERSION_1 =
            new Limit("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file ");
    private static final Limit VERSION_2 = new Limit("memory.max", "memory.current", "inactive_file ");

    private final Path root;

    /** @param root of the file system */
    FreeMemory(Path root) {
        this.root = root;
    }

    /** In bytes; empty where the system does not say, as outside Linux. */
    public static OptionalLong bytes() {
        return new FreeMemory(Path.of("/")).free();
    }

    /** How a version of control groups names what a group may take, what it takes, and what of that is given back when needed. */
    private record Limit(String most, String taken, String unused) {}

    OptionalLong free() {
        OptionalLong machine = after("proc/meminfo", "MemAvailable:");
        if (machine.isEmpty()) {
            return machine;
        }
        long free = machine.getAsLong() * 1024;
        for (String line : lines("proc/self/cgroup")) {
            String[] part = line.split(":", 3); // number, controllers, group
            if (part.length == 3 && part[1].isEmpty()) {
                free = Math.min(free, left("sys/fs/cgroup", part[2], VERSION_2));
            } else if (part.length == 3 && List.of(part[1].split(",")).contains("memory")) {
                free = Math.min(free, left("sys/fs/cgroup/memory", part[2], VERSION_1));
            }
        }
        return OptionalLong.of(Math.max(0, free));
    }

    /** The least that a group or one that it is in leaves. */
    private long left(String mount, String group, Limit limit) {
        long least = Long.MAX_VALUE;
        for (String at = mount + group.replaceFirst("/+$", "");
                at.length() >= mount.length();
                at = at.substring(0, at.lastIndexOf('/'))) {
            OptionalLong most = after(at + "/" + limit.most, "");
            OptionalLong taken = after(at + "/" + limit.taken, "");
            if (most.isPresent() && taken.isPresent()) {
                long unused = after(at + "/memory.stat", limit.unused).orElse(0);
                least = Math.min(least, most.getAsLong() - taken.getAsLong() + unused);
            }
        }
        return least;
    }

    /** The number of the line that begins so. */
    private OptionalLong after(String file, String start) {
        return lines(file).stream()
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length()).replaceAll("[^0-9]", ""))
                .filter(digits -> !digits.isEmpty() && digits.length() < 19)
                .mapToLong(Long::parseLong)
                .findFirst();
    }

    private List<String> lines(String file) {
        try {
            Path path = root.resolve(file);
            return Files.isReadable(path) ? Files.readAllLines(path) : List.of();
        } catch (IOException e) {
            return List.of(); // a group that has just gone, or one that tells nothing
        }
    }
}
