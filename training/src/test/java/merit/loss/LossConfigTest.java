package merit.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LossConfigTest {
    @Test
    void refusesNumbersThatMakeNoSense() {
        refuses(LossType.BRADLEY_TERRY, new double[] {-1, 0, 0, 1, 2, 0}, "center_rewards_coefficient: found -1.0");
        refuses(LossType.BRADLEY_TERRY, new double[] {0, 0.5, 0, 1, 2, 0}, "label_smoothing: found 0.5");
        refuses(LossType.BRADLEY_TERRY, new double[] {0, 0, Double.NaN, 1, 2, 0}, "margin_scale: found NaN");
        refuses(LossType.HINGE, new double[] {0, 0, 0, -1, 2, 0}, "hinge_margin: found -1.0");
        refuses(LossType.FOCAL, new double[] {0, 0, 0, 1, -2, 0}, "focal_gamma: found -2.0");
        refuses(LossType.HINGE, new double[] {0, 0, 0, 1, 2, -5}, "reward_bound: found -5.0");
    }

    @Test
    void refusesOptionsThatALossHasNoUseFor() {
        refuses(
                LossType.PLACKETT_LUCE,
                new double[] {0, 0.1, 0, 1, 2, 0},
                "label_smoothing: found 0.1 with loss plackett-luce, need 0: a rank has no side");
        refuses(LossType.LISTMLE, new double[] {0, 0, 1, 1, 2, 0}, "margin_scale: found 1.0 with loss plackett-luce");
        refuses(LossType.DAVIDSON, new double[] {0, 0, 1, 1, 2, 0}, "margin_scale: found 1.0 with loss davidson");
        refuses(
                LossType.FOCAL,
                new double[] {0, 0, 0, 3, 2, 0},
                "hinge_margin: found 3.0 with loss focal, need loss hinge, which alone has one");
        refuses(LossType.K_WISE, new double[] {0, 0, 0, 1, 3, 0}, "focal_gamma: found 3.0 with loss k-wise");
    }

    @Test
    void listMleIsAnotherNameOfPlackettLuce() {
        assertThat(Losses.plain(LossType.LISTMLE)).isEqualTo(Losses.plain(LossType.PLACKETT_LUCE));
    }

    private static void refuses(LossType type, double[] v, String message) {
        assertThatThrownBy(() -> new LossConfig(type, v[0], v[1], v[2], v[3], v[4], v[5]))
                .hasMessageContaining(message);
    }
}
