package merit.loss;

/**
 * What the loss adds to plain Bradley-Terry.
 *
 * @param centerRewardsCoefficient weight of mean((r_chosen + r_rejected)^2), which keeps rewards near zero; 0 is off, 0.01
 *     where it is used
 * @param labelSmoothing share of every judgement's probability given to the other side, 0 to 0.5; helps where labels are noisy
 * @param marginScale how much of a row's margin the difference must exceed: 1 does as TRL does, 0 ignores margins. Margins come
 *     in their source's unit (stars, votes), so the default is 0
 */
public record LossConfig(double centerRewardsCoefficient, double labelSmoothing, double marginScale) {
    public static final LossConfig DEFAULT = new LossConfig(0, 0, 0);

    public LossConfig {
        if (!(centerRewardsCoefficient >= 0 && Double.isFinite(centerRewardsCoefficient))) {
            throw new IllegalArgumentException("center_rewards_coefficient: found " + centerRewardsCoefficient
                    + ", need a number from 0, e.g. 0.01");
        }
        if (!(labelSmoothing >= 0 && labelSmoothing < 0.5)) {
            throw new IllegalArgumentException(
                    "label_smoothing: found " + labelSmoothing + ", need a number from 0 and below 0.5");
        }
        if (!(marginScale >= 0 && Double.isFinite(marginScale))) {
            throw new IllegalArgumentException("margin_scale: found " + marginScale
                    + ", need a number from 0 (0 ignores margins, 1 takes them whole)");
        }
    }
}
