package merit.benchmark.jmh;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import merit.encoding.TokenRow;
import merit.layer.TokenBatch;
import merit.tensor.Engine;
import merit.tensor.TensorScope;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Rows to the padded tensors that a backbone reads. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init")
public class Collating {
    @Param({"16", "128"})
    int rows;

    private int[][] ids;
    private int[][] segments;
    private List<int[]> pairs;

    @Setup
    public void make() {
        List<TokenRow> texts = RandomRows.of(rows);
        ids = texts.stream().map(TokenRow::ids).toArray(int[][]::new);
        segments = texts.stream().map(TokenRow::segments).toArray(int[][]::new);
        pairs = IntStream.range(0, rows / 2)
                .mapToObj(pair -> new int[] {2 * pair, 2 * pair + 1})
                .toList();
    }

    /** One row beside the other. */
    @Benchmark
    public int padded() {
        return Engine.call(() -> {
            try (TensorScope scope = TensorScope.open()) {
                return TokenBatch.of(ids, segments, 0).tokens();
            }
        });
    }

    /** With each pair's rows as one tree, whose beginning stands once. */
    @Benchmark
    public int sharing() {
        return Engine.call(() -> {
            try (TensorScope scope = TensorScope.open()) {
                return TokenBatch.of(ids, segments, 0).sharing(pairs).tokens();
            }
        });
    }
}
