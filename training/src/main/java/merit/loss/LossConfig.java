package merit.loss;

/**
 * What is minimised.
 *
 * @param loss which one
 * @param centerRewardsCoefficient weight of mean((r_chosen + r_rejected)^2), which keeps rewards near zero; 0 is off, 0.01
 *     where it is used
 * @param labelSmoothing share of every judgement's probability given to the other side, 0 to 0.5; helps where labels are noisy
 * @param marginScale how much of a row's margin the difference must exceed: 1 does as TRL does, 0 ignores margins. Margins
 *     come in their source's unit (strength, stars, votes), so the default is 0
 * @param hingeMargin by how much the chosen answer must lead before it costs nothing, with {@link LossType#HINGE}
 * @param focalGamma how much less what is right already counts, with {@link LossType#FOCAL}; 0 is Bradley-Terry
 * @param rewardBound rewards beyond it, on either side of 0, cost the square of how far; 0 is off
 */
public record LossConfig(
        LossType loss,
        double centerRewardsCoefficient,
        double labelSmoothing,
        double marginScale,
        double hingeMargin,
        double focalGamma,
        double rewardBound) {
    private static final double HINGE_MARGIN = 1;
    private static final double FOCAL_GAMMA = 2;

    public static final LossConfig DEFAULT =
            new LossConfig(LossType.BRADLEY_TERRY, 0, 0, 0, HINGE_MARGIN, FOCAL_GAMMA, 0);

    public LossConfig {
        loss = loss == LossType.LISTMLE ? LossType.PLACKETT_LUCE : loss;
        requireFromZero("center_rewards_coefficient", centerRewardsCoefficient, "e.g. 0.01");
        require(
                labelSmoothing >= 0 && labelSmoothing < 0.5,
                "label_smoothing",
                labelSmoothing,
                "a number from 0 and below 0.5");
        requireFromZero("margin_scale", marginScale, "0 ignores margins, 1 takes them whole");
        requireFromZero("hinge_margin", hingeMargin, "by how much the chosen answer must lead");
        requireFromZero("focal_gamma", focalGamma, "2 where it is used");
        requireFromZero("reward_bound", rewardBound, "0 sets none");
        boolean ranks = loss == LossType.PLACKETT_LUCE;
        String with = " with loss " + loss.label();
        require(labelSmoothing == 0 || !ranks, "label_smoothing", labelSmoothing + with, "0: a rank has no side");
        require(
                marginScale == 0 || (!ranks && !loss.learnsTies()),
                "margin_scale",
                marginScale + with,
                "0: the model behind it has no margins");
        require(
                hingeMargin == HINGE_MARGIN || loss == LossType.HINGE,
                "hinge_margin",
                hingeMargin + with,
                "loss hinge, which alone has one");
        require(
                focalGamma == FOCAL_GAMMA || loss == LossType.FOCAL,
                "focal_gamma",
                focalGamma + with,
                "loss focal, which alone has one");
    }

    /** Whether the loss says where zero is, and not only how rewards differ. */
    public boolean placesZero() {
        return centerRewardsCoefficient > 0 || rewardBound > 0;
    }

    /** How a message names what is not the default of it: the loss, or an option. */
    public String told() {
        return loss == LossType.BRADLEY_TERRY ? "an option of it" : loss.label();
    }

    private static void requireFromZero(String option, double value, String hint) {
        require(value >= 0 && Double.isFinite(value), option, value, "a number from 0 (" + hint + ")");
    }

    private static void require(boolean holds, String option, Object found, String need) {
        if (!holds) {
            throw new IllegalArgumentException(option + ": found " + found + ", need " + need);
        }
    }
}
