package merit.training;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import merit.rewardmodel.RewardModel;
import merit.rewardmodel.RowCache;
import org.jspecify.annotations.Nullable;

/**
 * What stands before the first step: what a frozen backbone or frozen blocks give, and what a new head starts from.
 *
 * @param shared with trainings on the same texts
 * @param stopped asked all the while
 */
record Beginning(
        RewardModel model,
        TrainingConfig config,
        SharedWork shared,
        TrainingObserver observer,
        BooleanSupplier stopped) {
    /**
     * Prepares the model.
     *
     * @param known null where rows go through the backbone each time
     * @param resumed whether the head has what it starts from already
     */
    void prepare(TrainingSet data, @Nullable RowCache known, boolean resumed) throws IOException {
        int forwardTokens = config.batch().forwardTokens();
        if (known != null) {
            new Features(known, forwardTokens, observer).learn(data, config.watch(), stopped);
        }
        if (!stopped.getAsBoolean()
                && !resumed
                && model.headIsNew()
                && config.adapt().headStart() == HeadStart.PROBE
                && data.train() instanceof EncodedPairs pairs) {
            new HeadProbe(model, pairs, forwardTokens, observer).fit(shared, stopped);
        }
    }
}
