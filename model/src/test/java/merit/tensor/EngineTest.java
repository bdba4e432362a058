package merit.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class EngineTest {
    @Test
    void startsTwiceWithoutHarm() {
        Engine.start();
        Engine.start();
        assertThat(Engine.describe()).startsWith("libtorch 2.").contains(" · ");
    }

    @Test
    void worksOnOneThreadAndInlineFromThere() {
        Thread[] threads = new Thread[2];
        Engine.run(() -> {
            threads[0] = Thread.currentThread();
            Engine.run(() -> threads[1] = Thread.currentThread());
        });
        assertThat(threads[0]).isSameAs(threads[1]).isNotSameAs(Thread.currentThread());
    }

    @Test
    void passesOnWhatTheWorkThrows() {
        assertThatThrownBy(() -> Engine.call(() -> {
                    throw new IOException("no such file");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("no such file");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void memoryThatTensorsLeftInPiecesGoesBackToTheSystem() throws IOException {
        List<Tensor> kept = Engine.call(EngineTest::piecesOfMemory);
        long before = residentKilobytes();
        Engine.trim();
        long after = residentKilobytes();
        Engine.run(() -> kept.forEach(Tensor::close));

        assertThat(before - after).as("kilobytes given back").isGreaterThan(100_000);
    }

    /** Takes 200 MB in tensors of 100 kB and frees all but every fiftieth, which keep the rest from going back by itself. */
    private static List<Tensor> piecesOfMemory() {
        List<Tensor> kept = new ArrayList<>();
        List<Tensor> freed = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            (i % 50 == 0 ? kept : freed).add(Tensors.parameter(Tensors.zeros(ScalarType.Float, 25_000)));
        }
        freed.forEach(Tensor::close);
        return kept;
    }

    private static long residentKilobytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .sum();
    }

    @Test
    void refusesLessThanOneThread() {
        assertThatThrownBy(() -> Engine.threads(0)).hasMessage("threads: found 0, need 1 or more");
    }

    @Test
    void computesWithAsManyThreadsAsAsked() {
        int before = Engine.info().threads();
        Engine.threads(1);
        assertThat(Engine.info().threads()).isEqualTo(1);
        Engine.threads(before);
        assertThat(Engine.info().threads()).isEqualTo(before);
    }
}
