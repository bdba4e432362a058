package merit.benchmark.jmh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import merit.tensor.Engine;
import merit.tensor.Safetensors;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A file of sixteen matrices, 38 MB: read from the page cache, and written through to the disk. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init")
public class SafetensorsFiles {
    private static final int MATRICES = 16;
    private static final int WIDTH = 768;

    private final Map<String, Tensor> tensors = new TreeMap<>();
    private Path folder;
    private Path file;

    @Setup
    public void make() throws IOException {
        folder = Files.createTempDirectory("merit-jmh");
        file = folder.resolve("read.safetensors");
        Engine.run(() -> {
            for (int m = 0; m < MATRICES; m++) {
                tensors.put("layer." + m, TensorScope.own(Tensors.zeros(ScalarType.Float, WIDTH, WIDTH)));
            }
        });
        write(file);
    }

    @TearDown
    public void clear() throws IOException {
        Engine.run(() -> tensors.values().forEach(Tensor::close));
        Files.deleteIfExists(folder.resolve("written.safetensors"));
        Files.deleteIfExists(file);
        Files.deleteIfExists(folder);
    }

    @Benchmark
    public long read() {
        return Engine.call(() -> {
            long values = 0;
            try (Safetensors open = Safetensors.open(file);
                    TensorScope scope = TensorScope.open()) {
                for (String name : tensors.keySet()) {
                    values += open.read(name).numel();
                }
            }
            return values;
        });
    }

    @Benchmark
    public Path write() throws IOException {
        return write(folder.resolve("written.safetensors"));
    }

    private Path write(Path target) throws IOException {
        Engine.run(() -> Safetensors.write(target, tensors, Map.of("format", "pt")));
        return target;
    }
}
