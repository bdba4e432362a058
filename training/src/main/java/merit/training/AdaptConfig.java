package merit.training;

import static merit.training.Limits.require;

import merit.rewardmodel.Pooling;

/**
 * What of the model is trained, and from which hidden states the head reads.
 *
 * @param pooling of a new head; a run that goes on from a reward model keeps that model's
 * @param headStart what a new head starts from
 * @param freezeBackbone whether only the head (and a new pooler) is trained
 * @param unfreezeLayers with a frozen backbone, how many of its last layers are trained all the same
 * @param disableDropout whether dropout is off in training, as suits reward models
 */
public record AdaptConfig(
        Pooling pooling, HeadStart headStart, boolean freezeBackbone, int unfreezeLayers, boolean disableDropout) {
    public static final AdaptConfig DEFAULT = new AdaptConfig(Pooling.AUTO, HeadStart.RANDOM, false, 0, true);

    public AdaptConfig {
        require(unfreezeLayers >= 0, "unfreeze_layers", unfreezeLayers, "a number from 0");
        require(
                freezeBackbone || unfreezeLayers == 0,
                "unfreeze_layers",
                unfreezeLayers,
                "0 while the whole backbone is trained; set freeze_backbone to true to train the last layers only");
    }
}
