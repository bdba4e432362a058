package merit.training;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import merit.tensor.Adafactor;
import merit.tensor.AdamwSettings;
import merit.tensor.FusedAdamw;
import merit.tensor.FusedSgd;
import org.bytedeco.pytorch.Tensor;

/** How a group of parameters is updated, and what is remembered for it. Owns that memory. For the engine thread. */
interface UpdateRule extends AutoCloseable {
    /** The name under which {@link #state} has how many steps each parameter has taken. */
    String STEP = "step";

    /** One step along the gradients that are there. */
    void step(double learningRate, double weightDecay);

    /** What is remembered of each parameter, in their order, by PyTorch's names. */
    List<Map<String, Tensor>> state();

    @Override
    void close();

    static UpdateRule of(OptimizerConfig config, List<Tensor> parameters) {
        return switch (config.optim()) {
            case ADAMW -> new Moments(new FusedAdamw(parameters, true), config);
            case ADAM -> new Moments(new FusedAdamw(parameters, false), config);
            case SGD -> new Momentum(new FusedSgd(parameters, config.momentum()));
            case ADAFACTOR -> new Factored(new Adafactor(parameters));
        };
    }

    /** Adam, and AdamW. */
    record Moments(FusedAdamw kernel, OptimizerConfig config) implements UpdateRule {
        @Override
        public void step(double learningRate, double weightDecay) {
            kernel.step(new AdamwSettings(
                    learningRate, config.adamBeta1(), config.adamBeta2(), config.adamEpsilon(), weightDecay));
        }

        @Override
        public List<Map<String, Tensor>> state() {
            return IntStream.range(0, kernel.steps().size())
                    .mapToObj(i -> Map.of(
                            "exp_avg",
                            kernel.firstMoments().get(i),
                            "exp_avg_sq",
                            kernel.secondMoments().get(i),
                            STEP,
                            kernel.steps().get(i)))
                    .toList();
        }

        @Override
        public void close() {
            kernel.close();
        }
    }

    /** Plain gradient descent. */
    record Momentum(FusedSgd kernel) implements UpdateRule {
        @Override
        public void step(double learningRate, double weightDecay) {
            kernel.step(learningRate, weightDecay);
        }

        @Override
        public List<Map<String, Tensor>> state() {
            return IntStream.range(0, kernel.steps().size())
                    .mapToObj(i -> Map.of(
                            "momentum_buffer",
                            kernel.momenta().get(i),
                            STEP,
                            kernel.steps().get(i)))
                    .toList();
        }

        @Override
        public void close() {
            kernel.close();
        }
    }

    /** Adafactor. */
    record Factored(Adafactor kernel) implements UpdateRule {
        @Override
        public void step(double learningRate, double weightDecay) {
            kernel.step(learningRate, weightDecay);
        }

        @Override
        public List<Map<String, Tensor>> state() {
            return kernel.state();
        }

        @Override
        public void close() {
            kernel.close();
        }
    }
}
