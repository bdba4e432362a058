package merit.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import merit.backbone.PretrainedBackbone;
import merit.rewardmodel.RewardModelScorer;
import merit.tensor.Engine;
import merit.tensor.ProcessMemory;
import org.bytedeco.pytorch.Tensor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * What it costs to open a saved model: seconds until it is there and until its first score, and the most memory on the way above
 * that of the process with the engine started. One model a process, since what one leaves behind would count for the next.
 */
@Command(
        name = "loading",
        description = "Time and peak memory of opening a saved model, and the time of its first score.",
        mixinStandardHelpOptions = true)
final class LoadingCost implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", description = "A saved run, or a sequence classifier's folder.")
    Path run = Path.of("");

    @Option(names = "--threads", defaultValue = "2", description = "Threads (default ${DEFAULT-VALUE}).")
    int threads;

    @Option(names = "--weights-alone", description = "Open the weights and the tokenizer, and repeat no golden scores.")
    boolean weightsAlone;

    @Override
    public Integer call() throws IOException {
        Engine.threads(threads);
        System.out.println(Engine.describe() + " · " + Machine.processor());
        System.gc();
        long idle = ProcessMemory.resident();
        ProcessMemory.forgetPeak();
        long start = System.nanoTime();
        if (weightsAlone) {
            try (PretrainedBackbone opened = PretrainedBackbone.open(run.toString())) {
                long parameters = Engine.call(() -> opened.backbone().parameters().values().stream()
                        .mapToLong(Tensor::numel)
                        .sum());
                report(parameters, idle, start);
            }
        } else {
            try (RewardModelScorer scorer = RewardModelScorer.open(run)) {
                report(scorer.model().parameterCount(), idle, start);
                long began = System.nanoTime();
                scorer.score("Why did the service crash?", "A connection leak exhausted the pool.");
                System.out.printf(Locale.ROOT, "first score %.0f ms later%n", (System.nanoTime() - began) / 1e6);
            }
        }
        return 0;
    }

    private void report(long parameters, long idle, long start) throws IOException {
        double seconds = (System.nanoTime() - start) / 1e9;
        long peak = ProcessMemory.peakResident();
        long after = ProcessMemory.resident();
        long size = 4 * parameters;
        print("model, in fp32", size, size);
        print("peak while opening, above idle", peak - idle, size);
        print("held once open, above idle", after - idle, size);
        System.out.printf(
                Locale.ROOT,
                "idle %,.0f MB · weights on disk %,.0f MB · open after %.2f s%s%n",
                idle / 1e6,
                weights() / 1e6,
                seconds,
                weightsAlone ? "" : ", golden scores repeated");
    }

    private static void print(String what, long bytes, long size) {
        System.out.printf(
                Locale.ROOT, "%-32s %,8.0f MB   %.2f of the model%n", what, bytes / 1e6, (double) bytes / size);
    }

    private long weights() throws IOException {
        try (var files = Files.list(run)) {
            return files.filter(file -> file.toString().endsWith(".safetensors"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}
