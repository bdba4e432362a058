package merit.preference.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import merit.preference.CandidateSet;
import merit.preference.ObjectiveLabels;
import org.junit.jupiter.api.Test;

/** Which objectives published formats are graded by, and of which of these judgements follow. */
class ObjectiveFormatsTest {
    @Test
    void helpSteersAttributesAreObjectives() {
        List<CandidateSet> sets = Fixture.read("helpsteer.jsonl").sets();
        assertThat(ObjectiveLabels.graded(sets))
                .containsExactly("helpfulness", "correctness", "coherence", "complexity", "verbosity");
        assertThat(ObjectiveLabels.judged(sets))
                .as("coherence is the same in both answers")
                .containsExactly("helpfulness", "correctness", "complexity", "verbosity");
    }

    @Test
    void ultraFeedbacksAspectsAreObjectives() {
        List<CandidateSet> sets = Fixture.read("ultrafeedback.jsonl").sets();
        assertThat(ObjectiveLabels.graded(sets))
                .containsExactlyInAnyOrder("overall", "helpfulness", "honesty", "overall_score");
        assertThat(ObjectiveLabels.judged(sets))
                .as("one answer alone has a grade of honesty")
                .containsExactlyInAnyOrder("overall", "helpfulness", "overall_score");
    }
}
