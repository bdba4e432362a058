package merit.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Free memory of machines that are made of files. */
class FreeMemoryTest {
    @TempDir
    private Path root;

    private void file(String name, String content) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private void machine(String groups) throws IOException {
        file("proc/meminfo", "MemTotal:       16000 kB\nMemFree:         1000 kB\nMemAvailable:    8000 kB\n");
        file("proc/self/cgroup", groups);
    }

    @Test
    void withoutLimitsItIsWhatTheMachineHas() throws IOException {
        machine("0::/\n");
        assertThat(new FreeMemory(root).free()).hasValue(8000 * 1024);
        file("sys/fs/cgroup/memory.max", "max\n");
        file("sys/fs/cgroup/memory.current", "5\n");
        assertThat(new FreeMemory(root).free()).hasValue(8000 * 1024);
    }

    @Test
    void aContainerLeavesItsLimitLessWhatIsTakenAndCannotBeGivenBack() throws IOException {
        machine("0::/pod/box\n");
        file("sys/fs/cgroup/pod/box/memory.max", "max\n");
        file("sys/fs/cgroup/pod/box/memory.current", "100000\n");
        file("sys/fs/cgroup/pod/memory.max", "3000000\n");
        file("sys/fs/cgroup/pod/memory.current", "1000000\n");
        file("sys/fs/cgroup/pod/memory.stat", "anon 7\ninactive_file 400000\nactive_file 9\n");
        assertThat(new FreeMemory(root).free()).hasValue(3000000 - 1000000 + 400000);
    }

    @Test
    void olderControlGroupsAreReadToo() throws IOException {
        machine("5:cpu:/x\n4:memory,other:/box\n0::/\n");
        file("sys/fs/cgroup/memory/box/memory.limit_in_bytes", "2000000\n");
        file("sys/fs/cgroup/memory/box/memory.usage_in_bytes", "1500000\n");
        file("sys/fs/cgroup/memory/box/memory.stat", "inactive_file 1\ntotal_inactive_file 100000\n");
        file("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        assertThat(new FreeMemory(root).free()).hasValue(600000);
    }

    @Test
    void aSystemThatDoesNotSayIsNotGuessed() {
        assertThat(new FreeMemory(root).free()).isEmpty();
    }
}
