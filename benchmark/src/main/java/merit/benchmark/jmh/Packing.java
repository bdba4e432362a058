package merit.benchmark.jmh;

import java.util.List;
import java.util.concurrent.TimeUnit;
import merit.encoding.BatchPlan;
import merit.encoding.PrefixTrees;
import merit.encoding.TokenRow;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Which rows travel together: those of a step, and those of a whole evaluation. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init")
public class Packing {
    private static final int BUDGET = 16_384;
    private static final int HIDDEN = 576;
    private static final int LONGEST_SHARED = 2_048;

    @Param({"64", "10000"})
    int rows;

    private List<TokenRow> texts;
    private int[] lengths;

    @Setup
    public void make() {
        texts = RandomRows.of(rows);
        lengths = texts.stream().mapToInt(TokenRow::length).toArray();
    }

    /** By length alone, as for an encoder. */
    @Benchmark
    public List<int[]> byLength() {
        return BatchPlan.pack(lengths, BUDGET);
    }

    /** With what rows share, as for a decoder of the width of SmolLM2-135M. */
    @Benchmark
    public List<int[]> byPrefix() {
        return BatchPlan.pack(texts, new PrefixTrees(HIDDEN, LONGEST_SHARED), BUDGET);
    }
}
