package merit.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import merit.rewardmodel.FeatureCache;
import merit.rewardmodel.RewardModel;
import merit.rewardmodel.RowPasses;
import merit.tensor.Engine;
import merit.tensor.Gradients;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;

/**
 * Fits a head's projection on the frozen backbone: every row goes through it once, and a {@link HeadFit} on what it gives has the
 * weights, for each output from the pairs of its objective.
 */
final class HeadProbe {
    private final RewardModel model;
    private final EncodedPairs data;
    private final int passTokens;
    private final TrainingObserver observer;

    HeadProbe(RewardModel model, EncodedPairs data, int passTokens, TrainingObserver observer) {
        this.model = model;
        this.data = data;
        this.passTokens = passTokens;
        this.observer = observer;
    }

    /**
     * Fits the head. An output with data of fewer than ten prompts stays as it is.
     *
     * @param shared knows fits on features that others have read too
     * @param stopped asked before each pass; a stop leaves the head as it is
     */
    void fit(SharedWork shared, BooleanSupplier stopped) {
        Map<Integer, HeadFit> fits = fits();
        if (fits.isEmpty()) {
            return;
        }
        long start = System.nanoTime();
        FeatureCache known = model.batches().features();
        List<float[]> features = known != null ? known.features(data.rows()) : computed(stopped);
        if (features.isEmpty()) {
            return;
        }
        fits.forEach((output, fit) -> {
            HeadFit.Answer best = known != null
                    ? shared.head(fit.key(features), () -> Engine.call(() -> fit.solve(features)))
                    : Engine.call(() -> fit.solve(features));
            Engine.run(() -> put(output, best));
            double seconds = (System.nanoTime() - start) / 1e9;
            observer.on(new TrainingEvent.HeadFitted(best.penalty(), best.loss(), best.converged(), seconds));
        });
    }

    /** By output. */
    private Map<Integer, HeadFit> fits() {
        Map<Integer, HeadFit> fits = new LinkedHashMap<>();
        for (int output = 0; output < Math.max(1, data.objectives().names().size()); output++) {
            HeadFit fit = HeadFit.of(data, output);
            if (fit.isPossible()) {
                fits.put(output, fit);
            }
        }
        return fits;
    }

    /** What the projection would be given of each row; empty where stopped. */
    private List<float[]> computed(BooleanSupplier stopped) {
        int rows = data.rows().size();
        return new RowPasses(model, model::features, passTokens).over(data.rows(), done -> {
            observer.on(new TrainingEvent.Probing(done, rows));
            return !stopped.getAsBoolean();
        });
    }

    private void put(int output, HeadFit.Answer found) {
        try (TensorScope scope = TensorScope.open();
                Gradients off = Gradients.off()) {
            model.head().projection().select(0, output).copy_(Tensors.of(found.weights(), found.weights().length));
            Tensor bias = model.head().projectionBias();
            if (bias != null) {
                bias.select(0, output).fill_(Tensors.scalar(found.bias()));
            }
        }
    }
}
