package merit.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import merit.evaluation.metric.CalibrationMethod;
import merit.evaluation.metric.HeldOutCalibration.Outcome;
import merit.evaluation.metric.ScoredPair;
import org.junit.jupiter.api.Test;

class FoldCalibrationTest {
    @Test
    void modelsThatAreTooSureGainAndStayAsRightAsTheyWere() {
        FoldCalibration folds = new FoldCalibration("a model", List.of(fold(1, 3), fold(2, 5)));

        Outcome raw = folds.outcome(CalibrationMethod.NONE);
        Outcome fitted = folds.outcome(CalibrationMethod.TEMPERATURE);
        assertThat(fitted.loss()).isLessThan(raw.loss());
        assertThat(folds.change(CalibrationMethod.TEMPERATURE).loss().high()).isNegative();
        assertThat(folds.change(CalibrationMethod.TEMPERATURE).equalMass().high())
                .isNegative();
        assertThat(folds.right(CalibrationMethod.TEMPERATURE)).isEqualTo(folds.right(CalibrationMethod.NONE));
        assertThat(folds.right(CalibrationMethod.PLATT)).isEqualTo(folds.right(CalibrationMethod.NONE));
        assertThat(folds.right(CalibrationMethod.ISOTONIC) + folds.even(CalibrationMethod.ISOTONIC))
                .isGreaterThanOrEqualTo(folds.right(CalibrationMethod.NONE));
        assertThat(folds.table())
                .contains("of a model", "as it is", "temperature", "Platt", "isotonic", "2000 pairs", "called even");
    }

    @Test
    void oneFoldIsJudgedByItsOwnModelsCurve() {
        // The same pairs on two scales: one curve for both would be wrong for each.
        FoldCalibration folds = new FoldCalibration("a model", List.of(fold(1, 1), fold(1, 100)));
        FoldCalibration alone = new FoldCalibration("a model", List.of(fold(1, 1)));

        assertThat(folds.outcome(CalibrationMethod.TEMPERATURE).loss())
                .isCloseTo(alone.outcome(CalibrationMethod.TEMPERATURE).loss(), within(1e-9));
    }

    @Test
    void trueProbabilitiesHaveTheErrorThatChanceGivesThem() {
        FoldCalibration folds = new FoldCalibration("a model", List.of(fold(3, 1)));

        assertThat(folds.outcome(CalibrationMethod.NONE).equalMass().error())
                .isCloseTo(folds.byChance(CalibrationMethod.NONE)[0], within(0.02));
    }

    /** A thousand pairs of 500 prompts whose differences are true log-odds, times {@code scale}. */
    private static List<ScoredPair> fold(long seed, double scale) {
        Random random = new Random(seed);
        List<ScoredPair> fold = new ArrayList<>();
        for (int k = 0; k < 1000; k++) {
            double size = Math.abs(random.nextGaussian());
            boolean right = random.nextDouble() < 1 / (1 + Math.exp(-size));
            fold.add(new ScoredPair(right ? scale * size : -scale * size, 0, 1, 1, seed + " prompt " + k / 2));
        }
        return fold;
    }
}
