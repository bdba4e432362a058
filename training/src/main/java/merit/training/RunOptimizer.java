package merit.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import merit.layer.Embedding;
import merit.layer.RecomputedPass;
import merit.rewardmodel.RewardModel;
import merit.rewardmodel.TieParameter;
import merit.tensor.Engine;
import merit.tensor.GradientVector;
import merit.tensor.Gradients;
import merit.tensor.ListKernels;
import merit.tensor.Precision;
import merit.tensor.Safetensors;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The optimizer of a run over groups of parameters. Head, backbone and perhaps each of its layers learn at rates of their own;
 * biases and norms are not decayed. How likely ties are is learnt at the head's rate, in a group of its own.
 *
 * <p>Owns its state and the parameters' gradients, not the parameters. For the engine thread, but {@link #close()} and {@link
 * #save}.
 */
final class RunOptimizer implements AutoCloseable {
    private static final String SCALER = "loss_scaler";

    private final OptimizerConfig config;
    private final @Nullable LossScaler scaler;
    private final List<ParameterGroup> groups = new ArrayList<>();
    private final List<Tensor> parameters = new ArrayList<>();

    /** For the parameters that the model trains now. */
    RunOptimizer(RewardModel model, TrainingConfig config) {
        this.config = config.optimizer();
        this.scaler = config.precision() == Precision.FP16 ? new LossScaler() : null;
        Map<String, Tensor> trained = model.trainedParameters();
        parameters.addAll(trained.values());
        model.backbone().tables().stream().filter(Tensor::requires_grad).forEach(RunOptimizer::fillGradient);
        Map<Rates, Map<String, Tensor>> byRates = new LinkedHashMap<>();
        trained.forEach((name, parameter) -> byRates.computeIfAbsent(
                        rates(model, name, parameter), rates -> new LinkedHashMap<>())
                .put(name, parameter));
        byRates.forEach((rates, members) -> {
            List<Tensor> tensors = List.copyOf(members.values());
            groups.add(new ParameterGroup(
                    List.copyOf(members.keySet()), tensors, UpdateRule.of(config.optimizer(), tensors), rates));
        });
    }

    /**
     * Peak learning rate and decay.
     *
     * @param group of parameters that are like no other; empty for weights
     */
    private record Rates(double rate, double decay, String group) {}

    private Rates rates(RewardModel model, String name, Tensor parameter) {
        if (name.equals(TieParameter.NAME)) {
            return new Rates(config.headLearningRate(), 0, name);
        }
        double rate = model.headParameters().containsKey(name)
                ? config.headLearningRate()
                : config.learningRate() * Math.pow(config.layerWiseLrDecay(), model.blocksAbove(name));
        return new Rates(rate, parameter.dim() > 1 ? config.weightDecay() : 0, "");
    }

    /** A table that has a dense gradient from the start is added to only where its rows occur: see {@link Embedding}. */
    private static void fillGradient(Tensor table) {
        try (TensorScope scope = TensorScope.open()) {
            table.mutable_grad().put(Tensors.zeros(table.scalar_type(), Tensors.shape(table)));
        }
    }

    /** Parameters that are updated at the same rates. */
    private record ParameterGroup(List<String> names, List<Tensor> parameters, UpdateRule rule, Rates rates) {}

    /** Makes every gradient 0, so that micro-batches add up. */
    void clearGradients() {
        try (TensorScope scope = TensorScope.open();
                Gradients off = Gradients.off()) {
            List<Tensor> gradients = gradients();
            if (!gradients.isEmpty()) {
                ListKernels.zero(gradients);
            }
        }
    }

    /**
     * The gradients of a cost, times the loss scale, beside those that the parameters have. Any engine thread.
     *
     * @param passes of which blocks are to be computed again
     */
    GradientVector gradients(Tensor cost, List<RecomputedPass> passes) {
        if (scaler == null) {
            return RecomputedPass.gradients(cost, parameters, passes);
        }
        try (TensorScope scope = TensorScope.open()) {
            return RecomputedPass.gradients(cost.mul(Tensors.scalar(scaler.scale())), parameters, passes);
        }
    }

    /** What gradients are multiplied by until they are clipped; 1 without a scaler. */
    double lossScale() {
        return scaler == null ? 1 : scaler.scale();
    }

    /** Adds to the parameters' gradients. */
    void add(GradientVector gradients) {
        gradients.addTo(parameters);
    }

    /** Takes the loss scale out of the gradients and shortens them, all together, to the configured norm; returns the norm they had. */
    double clip() {
        try (TensorScope scope = TensorScope.open();
                Gradients off = Gradients.off()) {
            List<Tensor> gradients = gradients();
            if (scaler != null) {
                ListKernels.scale(gradients, 1 / lossScale());
            }
            double norm = Tensors.item(ListKernels.norm(gradients));
            if (config.maxGradNorm() > 0 && norm > config.maxGradNorm()) {
                ListKernels.scale(gradients, config.maxGradNorm() / (norm + 1e-6));
            }
            return norm;
        }
    }

    /** Updates every parameter that has a gradient, at this share of its group's rate. */
    void step(double factor) {
        groups.forEach(group -> group.rule.step(group.rates.rate * factor, group.rates.decay));
        update(true);
    }

    /** Instead of a step whose loss or gradient is not finite: changes nothing but the loss scale. */
    void skip() {
        update(false);
    }

    private void update(boolean finite) {
        if (scaler != null) {
            scaler.update(finite);
        }
    }

    /** Writes the state: what is remembered of each parameter, by its name and PyTorch's. */
    void save(Path file) throws IOException {
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open()) {
                Map<String, Tensor> state = state();
                if (scaler != null) {
                    state.put(SCALER, Tensors.of(scaler.memory(), 2));
                }
                Safetensors.write(file, state, Map.of("format", "pt"));
            }
        });
    }

    private Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        for (ParameterGroup group : groups) {
            List<Map<String, Tensor>> states = group.rule.state();
            for (int i = 0; i < states.size(); i++) {
                String name = group.names.get(i);
                states.get(i).forEach((kind, tensor) -> state.put(name + "." + kind, tensor));
            }
        }
        return state;
    }

    /** Takes over a saved state; a parameter that has moved gets a gradient, 0 for now, as it had then. */
    void load(Path file) {
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open();
                    Gradients off = Gradients.off();
                    Safetensors saved = Safetensors.open(file)) {
                state().forEach((name, tensor) -> tensor.copy_(saved.read(name)));
                if (scaler != null) {
                    scaler.restore(Tensors.floats(saved.read(SCALER)));
                }
                groups.forEach(RunOptimizer::fillMoved);
            }
        });
    }

    private static void fillMoved(ParameterGroup group) {
        List<Map<String, Tensor>> states = group.rule.state();
        for (int i = 0; i < states.size(); i++) {
            if (Tensors.item(Objects.requireNonNull(states.get(i).get(UpdateRule.STEP))) > 0) {
                fillGradient(group.parameters.get(i));
            }
        }
    }

    private List<Tensor> gradients() {
        return parameters.stream()
                .filter(Tensors::hasGradient)
                .map(Tensor::grad)
                .toList();
    }

    @Override
    public void close() {
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open()) {
                parameters.forEach(parameter -> parameter.mutable_grad().reset());
            }
            groups.forEach(group -> group.rule.close());
        });
    }
}
