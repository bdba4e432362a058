package merit.training;

import merit.layer.RecomputedPass;
import merit.rewardmodel.ObjectiveLoss;
import merit.rewardmodel.RewardModel;
import merit.tensor.Seed;

/** What of a model a run trains. */
final class TrainedParts {
    private TrainedParts() {}

    /** @throws IllegalArgumentException where a model cannot be trained so */
    static void require(RewardModel model, TrainingConfig config) {
        boolean differentiates = !config.probe().isProbe() && !config.adapt().cachesFeatures(model.configuredDropout());
        if (differentiates && config.batch().gradientCheckpointing()) {
            RecomputedPass.requireLast(model.head().layout().reading());
        }
    }

    /** Says it to the model, and readies what the loss learns beside the weights. On the engine thread. */
    static void choose(RewardModel model, TrainingConfig config, Lessons train) {
        AdaptConfig adapt = config.adapt();
        if (adapt.lora().usePeft()) {
            model.trainAdapter(adapt.lora().config(), new Seed(config.seed()).random("adapter"));
        } else if (adapt.freezeBackbone()) {
            model.freezeBackbone(adapt.unfreezeLayers());
        } else {
            model.unfreezeBackbone();
        }
        boolean graded = config.objectives().objectiveLoss() == ObjectiveLoss.REGRESSION;
        model.head().trainBias(graded || config.loss().placesZero());
        TieStart.prepare(model.ties(), config.loss().loss(), train);
    }
}
