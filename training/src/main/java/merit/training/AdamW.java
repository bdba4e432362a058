package merit.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import merit.layer.Embedding;
import merit.rewardmodel.RewardModel;
import merit.tensor.AdamwSettings;
import merit.tensor.Engine;
import merit.tensor.FusedAdamw;
import merit.tensor.GradientVector;
import merit.tensor.Gradients;
import merit.tensor.ListKernels;
import merit.tensor.Safetensors;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;

/**
 * The optimizer of a run: AdamW over groups of parameters. Head, backbone and perhaps each of its layers learn at rates of their own;
 * biases and norms are not decayed.
 *
 * <p>Owns its state and the parameters' gradients, not the parameters. For the engine thread, but {@link #close()} and {@link
 * #save}.
 */
final class AdamW implements AutoCloseable {
    private final OptimizerConfig config;
    private final List<ParameterGroup> groups = new ArrayList<>();
    private final List<Tensor> parameters = new ArrayList<>();

    /** For the parameters that the model trains now. */
    AdamW(RewardModel model, OptimizerConfig config) {
        this.config = config;
        Map<String, Tensor> trained = model.trainedParameters();
        parameters.addAll(trained.values());
        model.backbone().tables().stream().filter(Tensor::requires_grad).forEach(AdamW::fillGradient);
        Map<Rates, Map<String, Tensor>> byRates = new LinkedHashMap<>();
        trained.forEach((name, parameter) -> byRates.computeIfAbsent(
                        rates(model, name, parameter), rates -> new LinkedHashMap<>())
                .put(name, parameter));
        byRates.forEach((rates, members) -> groups.add(new ParameterGroup(
                List.copyOf(members.keySet()),
                List.copyOf(members.values()),
                new FusedAdamw(List.copyOf(members.values())),
                rates)));
    }

    /** Peak learning rate and decay. */
    private record Rates(double rate, double decay) {}

    private Rates rates(RewardModel model, String name, Tensor parameter) {
        double rate = model.headParameters().containsKey(name)
                ? config.headLearningRate()
                : config.learningRate() * Math.pow(config.layerWiseLrDecay(), model.blocksAbove(name));
        return new Rates(rate, parameter.dim() > 1 ? config.weightDecay() : 0);
    }

    /** A table that has a dense gradient from the start is added to only where its rows occur: see {@link Embedding}. */
    private static void fillGradient(Tensor table) {
        try (TensorScope scope = TensorScope.open()) {
            table.mutable_grad().put(Tensors.zeros(table.scalar_type(), Tensors.shape(table)));
        }
    }

    /** Parameters that are updated at the same rates. */
    private record ParameterGroup(List<String> names, List<Tensor> parameters, FusedAdamw kernel, Rates rates) {}

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

    /** The gradients of a cost, beside those that the parameters have. Any engine thread. */
    GradientVector gradients(Tensor cost) {
        return GradientVector.of(cost, parameters);
    }

    /** Adds to the parameters' gradients. */
    void add(GradientVector gradients) {
        gradients.addTo(parameters);
    }

    /** Shortens the gradients, all together, to the configured norm; returns the norm they had. */
    double clip() {
        try (TensorScope scope = TensorScope.open();
                Gradients off = Gradients.off()) {
            List<Tensor> gradients = gradients();
            double norm = Tensors.item(ListKernels.norm(gradients));
            if (config.maxGradNorm() > 0 && norm > config.maxGradNorm()) {
                ListKernels.scale(gradients, config.maxGradNorm() / (norm + 1e-6));
            }
            return norm;
        }
    }

    /** Updates every parameter that has a gradient, at this share of its group's rate. */
    void step(double factor) {
        for (ParameterGroup group : groups) {
            group.kernel.step(new AdamwSettings(
                    group.rates.rate * factor,
                    config.adamBeta1(),
                    config.adamBeta2(),
                    config.adamEpsilon(),
                    group.rates.decay));
        }
    }

    /** Writes the state: means, squares and step counts, by the parameters' names. */
    void save(Path file) throws IOException {
        Engine.run(() -> {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            for (ParameterGroup group : groups) {
                for (int i = 0; i < group.names.size(); i++) {
                    String name = group.names.get(i);
                    tensors.put(name + ".exp_avg", group.kernel.firstMoments().get(i));
                    tensors.put(
                            name + ".exp_avg_sq", group.kernel.secondMoments().get(i));
                    tensors.put(name + ".step", group.kernel.steps().get(i));
                }
            }
            Safetensors.write(file, tensors, Map.of("format", "pt"));
        });
    }

    /** Takes over a saved state; a parameter that has moved gets a gradient, 0 for now, as it had then. */
    void load(Path file) {
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open();
                    Gradients off = Gradients.off();
                    Safetensors saved = Safetensors.open(file)) {
                for (ParameterGroup group : groups) {
                    for (int i = 0; i < group.names.size(); i++) {
                        String name = group.names.get(i);
                        group.kernel.firstMoments().get(i).copy_(saved.read(name + ".exp_avg"));
                        group.kernel.secondMoments().get(i).copy_(saved.read(name + ".exp_avg_sq"));
                        group.kernel.steps().get(i).copy_(saved.read(name + ".step"));
                    }
                }
                moved().forEach(AdamW::fillGradient);
            }
        });
    }

    private List<Tensor> moved() {
        List<Tensor> moved = new ArrayList<>();
        for (ParameterGroup group : groups) {
            for (int i = 0; i < group.names.size(); i++) {
                if (Tensors.item(group.kernel.steps().get(i)) > 0) {
                    moved.add(group.parameters.get(i));
                }
            }
        }
        return moved;
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
            groups.forEach(group -> group.kernel.close());
        });
    }
}
