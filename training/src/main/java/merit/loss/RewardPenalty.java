package merit.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What keeps rewards where they are wanted, beside any loss that knows only their differences: coefficient (r_a + r_b)^2, which
 * centres them (Eisenstein et al., "Helping or herding?", 2023), and max(0, |r| - bound)^2 for both, which bounds them. The second is
 * the quadratic penalty of constrained optimisation (Courant 1943).
 */
record RewardPenalty(double centering, double bound) {
    /** Of both sides of some judgements, [judgements]; null where nothing is asked for. */
    @Nullable
    Tensor of(Tensor first, Tensor second) {
        Tensor penalty = null;
        if (centering > 0) {
            Tensor sum = first.add(second);
            penalty = sum.mul(sum).mul(new Scalar(centering));
        }
        if (bound > 0) {
            Tensor beyond = beyond(first).add(beyond(second));
            penalty = penalty == null ? beyond : penalty.add(beyond);
        }
        return penalty;
    }

    private Tensor beyond(Tensor rewards) {
        return rewards.abs().sub(new Scalar(bound)).relu().square();
    }
}
