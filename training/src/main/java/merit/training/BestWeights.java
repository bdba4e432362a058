package merit.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import merit.rewardmodel.RewardModel;
import merit.tensor.Engine;
import merit.tensor.Gradients;
import merit.tensor.Safetensors;
import merit.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;

/** A copy of the trained parameters as they were at the best evaluation. Owns it; any thread. */
final class BestWeights implements AutoCloseable {
    private final RewardModel model;
    private final Map<String, Tensor> copies = new LinkedHashMap<>();

    BestWeights(RewardModel model) {
        this.model = model;
    }

    /** Copies the weights as they are now. */
    void remember() {
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open();
                    Gradients off = Gradients.off()) {
                model.trainedParameters().forEach((name, parameter) -> {
                    Tensor copy = copies.get(name);
                    if (copy == null) {
                        copies.put(name, TensorScope.own(parameter.detach().clone()));
                    } else {
                        copy.copy_(parameter);
                    }
                });
            }
        });
    }

    /** Gives the model the weights that were copied last; returns false where none were. */
    boolean restore() {
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open();
                    Gradients off = Gradients.off()) {
                Map<String, Tensor> parameters = model.trainedParameters();
                copies.forEach((name, copy) ->
                        java.util.Objects.requireNonNull(parameters.get(name)).copy_(copy));
            }
        });
        return !copies.isEmpty();
    }

    void save(Path file) throws IOException {
        Engine.run(() -> Safetensors.write(file, copies, Map.of("format", "pt")));
    }

    /** Takes saved ones for those that were copied last. */
    void load(Path file) {
        remember();
        Engine.run(() -> {
            try (TensorScope scope = TensorScope.open();
                    Gradients off = Gradients.off();
                    Safetensors saved = Safetensors.open(file)) {
                copies.forEach((name, copy) -> copy.copy_(saved.read(name)));
            }
        });
    }

    @Override
    public void close() {
        Engine.run(() -> copies.values().forEach(Tensor::close));
        copies.clear();
    }
}
