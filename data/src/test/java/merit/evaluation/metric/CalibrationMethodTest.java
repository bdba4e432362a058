package merit.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import merit.dialogue.Conversation;
import merit.preference.Candidate;
import merit.preference.CandidateSet;
import merit.preference.Judgement;
import merit.preference.Origin;
import merit.scoring.Calibration;
import merit.scoring.Normalization;
import org.junit.jupiter.api.Test;

/** What is stored with a run. */
class CalibrationMethodTest {
    /** Rewards 1 and 0 four times, of which three times the chosen answer has the 1. */
    private static final List<ScoredSet> THREE_OF_FOUR = scored(1, 1, 1, -1);

    @Test
    void threeOfFourRightIsSureToThreeQuartersByTemperature() {
        Calibration found = CalibrationMethod.TEMPERATURE.calibrate(THREE_OF_FOUR);
        assertThat(found.probability(1, 0)).isCloseTo(0.75, within(1e-9));
        assertThat(found.pairs()).isEqualTo(4);
        assertThat(found.method()).isEqualTo("temperature");
    }

    @Test
    void plattAimsAtOneMoreOfEitherLabel() {
        // Both orders: eight rows, aims 5/6 and 1/6; the one size of difference is right in 3 of 4, so p = (3 * 5/6 +
        // 1/6) / 4.
        Calibration found = CalibrationMethod.PLATT.calibrate(THREE_OF_FOUR);
        assertThat(found.probability(1, 0)).isCloseTo((3 * 5.0 / 6 + 1.0 / 6) / 4, within(1e-9));
        assertThat(found.method()).isEqualTo("platt");
    }

    @Test
    void anIsotonicCurveIsTheShareItself() {
        Calibration found = CalibrationMethod.ISOTONIC.calibrate(THREE_OF_FOUR);
        assertThat(found.probability(1, 0)).isCloseTo(0.75, within(1e-12));
        assertThat(found.probability(0, 1)).isCloseTo(0.25, within(1e-12));
        assertThat(found.method()).isEqualTo("isotonic");
    }

    @Test
    void theReferenceIsTheMeanAndDeviationOfAllAnswers() {
        // Four ones and four zeros: squares of a half, over 8 - 1.
        Normalization reference = Objects.requireNonNull(
                CalibrationMethod.NONE.calibrate(THREE_OF_FOUR).reference());
        assertThat(reference.mean()).isCloseTo(0.5, within(1e-12));
        assertThat(reference.deviation()).isCloseTo(Math.sqrt(2.0 / 7), within(1e-12));
        assertThat(reference.answers()).isEqualTo(8);
    }

    @Test
    void noMethodLeavesDifferencesAsTheyAre() {
        Calibration found = CalibrationMethod.NONE.calibrate(scored(0, 0));
        assertThat(found).isEqualTo(Calibration.NONE);
    }

    @Test
    void aModelThatIsMostlyWrongIsNotCalibrated() {
        for (CalibrationMethod method :
                List.of(CalibrationMethod.TEMPERATURE, CalibrationMethod.PLATT, CalibrationMethod.ISOTONIC)) {
            assertThatThrownBy(() -> method.calibrate(scored(-1, -1, -1, 1)))
                    .hasMessage(
                            "no calibration by " + method.label() + " fits these 4 pairs: found a model that is right"
                                    + " on all of them, or on no more than half; need more right than wrong, and some wrong;"
                                    + " take more pairs of the kind that it will compare");
        }
    }

    @Test
    void whereAllIsRightNoTemperatureIsBestButACautiousCurveIs() {
        assertThatThrownBy(() -> CalibrationMethod.TEMPERATURE.calibrate(scored(1, 1, 1)))
                .hasMessageStartingWith("no calibration by temperature fits these 3 pairs");
        assertThat(CalibrationMethod.PLATT.calibrate(scored(1, 1, 1)).probability(1, 0))
                .isCloseTo(0.8, within(1e-9));
    }

    @Test
    void withoutAPairThereIsNothingToFit() {
        assertThatThrownBy(() -> CalibrationMethod.ISOTONIC.calibrate(List.of()))
                .hasMessage("no pairs to calibrate on: found 0, need at least one");
    }

    /** A prompt for each difference; the lower of its two rewards is 0. */
    private static List<ScoredSet> scored(double... differences) {
        List<ScoredSet> scored = new ArrayList<>();
        for (double d : differences) {
            CandidateSet set = new CandidateSet(
                    Conversation.ofPrompt("prompt " + scored.size()),
                    List.of(Candidate.of("chosen"), Candidate.of("rejected")),
                    List.of(Judgement.prefers(0, 1, null)),
                    Map.of(),
                    Origin.MEMORY);
            scored.add(new ScoredSet(set, List.of(Math.max(d, 0), Math.max(-d, 0))));
        }
        return scored;
    }
}
