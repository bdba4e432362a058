package merit.training;

import static merit.training.Limits.require;

import merit.rewardmodel.HeadKind;
import merit.rewardmodel.Pooling;

/**
 * What of the model is trained, and from which hidden states the head reads.
 *
 * @param pooling of a new head; a run that goes on from a reward model keeps that model's
 * @param headKind what a new head does with these
 * @param headStart what a new head starts from
 * @param freezeBackbone whether only the head (and a new pooler) is trained
 * @param unfreezeLayers with a frozen backbone, how many of its last layers are trained all the same
 * @param disableDropout whether the backbone's own dropout is off in training, as suits reward models
 * @param featureCache with a frozen backbone, or frozen layers below the last ones, the folder that keeps what these give of each row:
 *     auto for the user's cache folder, off for none
 * @param lora an adapter in place of the backbone's own weights
 */
public record AdaptConfig(
        Pooling pooling,
        HeadKind headKind,
        HeadStart headStart,
        boolean freezeBackbone,
        int unfreezeLayers,
        boolean disableDropout,
        String featureCache,
        LoraOptions lora) {
    /** The user's cache folder. */
    static final String USUAL_CACHE = "auto";

    private static final String NO_CACHE = "off";

    public static final AdaptConfig DEFAULT = new AdaptConfig(
            Pooling.AUTO, HeadKind.LINEAR, HeadStart.RANDOM, false, 0, true, USUAL_CACHE, LoraOptions.DEFAULT);

    public AdaptConfig {
        require(unfreezeLayers >= 0, "unfreeze_layers", unfreezeLayers, "a number from 0");
        require(
                freezeBackbone || unfreezeLayers == 0,
                "unfreeze_layers",
                unfreezeLayers,
                "0 while the whole backbone is trained; set freeze_backbone to true to train the last layers only");
        require(
                !(freezeBackbone && lora.usePeft()),
                "freeze_backbone",
                true,
                "false with use_peft: an adapter freezes the backbone by itself; leave one of the two out");
    }

    /** Whether nothing below the head is trained or changes by chance, so that each row goes through the backbone once. */
    boolean cachesFeatures(double dropout) {
        return freezesWhole() && keepsFrozen(dropout);
    }

    /** Whether no weight of the backbone is trained. */
    boolean freezesWhole() {
        return freezeBackbone && unfreezeLayers == 0;
    }

    /** The same of what is below the last layers, which are trained, so that each row goes through what is below them once. */
    boolean cachesStates(double dropout) {
        return unfreezeLayers > 0 && keepsFrozen(dropout);
    }

    private boolean keepsFrozen(double dropout) {
        return freezeBackbone && (disableDropout || dropout == 0) && keepsFeatures();
    }

    /** Whether what a frozen backbone gives is kept. */
    boolean keepsFeatures() {
        return !featureCache.equals(NO_CACHE);
    }

    /** Whether somebody said where. */
    boolean namesCache() {
        return keepsFeatures() && !featureCache.equals(USUAL_CACHE);
    }
}
