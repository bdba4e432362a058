package merit.benchmark.jmh;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import merit.loss.Comparisons;
import merit.loss.LossConfig;
import merit.loss.LossType;
import merit.loss.PairTargets;
import merit.loss.PreferenceLoss;
import merit.tensor.Engine;
import merit.tensor.GradientVector;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The loss of a micro-batch of 32 judgements and its gradient by the rewards. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init")
public class Losses {
    private static final int PAIRS = 32;
    /** Judgements of a list, where the loss takes lists. */
    private static final int OF_LIST = 4;

    @Param({"BRADLEY_TERRY", "DAVIDSON", "PLACKETT_LUCE"})
    LossType loss;

    private Comparisons judged;
    private Tensor rewards;
    private Tensor ties;

    @Setup
    public void make() {
        judged = new Comparisons(
                IntStream.range(0, PAIRS).map(pair -> 2 * pair).toArray(),
                IntStream.range(0, PAIRS).map(pair -> 2 * pair + 1).toArray(),
                IntStream.range(0, PAIRS).map(pair -> pair / OF_LIST).toArray(),
                PairTargets.plain(PAIRS));
        float[] values = new float[2 * PAIRS];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(i);
        }
        Engine.run(() -> {
            rewards = Tensors.parameter(Tensors.of(values, values.length));
            ties = Tensors.parameter(Tensors.of(new float[] {0}, 1));
        });
    }

    @TearDown
    public void close() {
        Engine.run(() -> {
            rewards.close();
            ties.close();
        });
    }

    @Benchmark
    public boolean costAndGradient() {
        LossConfig config =
                new LossConfig(loss, 0, 0, 0, LossConfig.DEFAULT.hingeMargin(), LossConfig.DEFAULT.focalGamma(), 0);
        return Engine.call(() -> {
            try (TensorScope scope = TensorScope.open()) {
                Tensor cost = PreferenceLoss.of(config, ties).part(rewards, judged, PAIRS);
                try (GradientVector gradients = GradientVector.of(cost, List.of(rewards))) {
                    return gradients.has(0);
                }
            }
        });
    }
}
