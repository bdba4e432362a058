package merit.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import merit.dialogue.Conversation;
import merit.preference.Candidate;
import merit.preference.CandidateSet;
import merit.preference.Judgement;
import merit.preference.Origin;
import org.junit.jupiter.api.Test;

class ObjectiveFiguresTest {
    private static final ClusteredBootstrap BOOTSTRAP = ClusteredBootstrap.STANDARD;

    @Test
    void eachObjectiveIsMeasuredByItsOwnGrades() {
        List<ScoredSet> scored = List.of(scored("p", 1.0, 2.0, 3.0), scored("q", 3.0, 1.0, 2.0));
        ObjectiveFigures accuracy = ObjectiveFigures.of("accuracy", scored, BOOTSTRAP);
        assertThat(accuracy.pairs()).isEqualTo(6);
        assertThat(value(accuracy.accuracy())).as("3 of 3, 1 of 3").isCloseTo(4.0 / 6, within(1e-12));
        assertThat(value(accuracy.spearman())).as("1 and -1/2").isCloseTo(0.25, within(1e-12));
        ObjectiveFigures coverage = ObjectiveFigures.of("coverage", scored, BOOTSTRAP);
        assertThat(coverage.pairs()).as("of three grades two are alike").isEqualTo(4);
        assertThat(coverage.prompts()).isEqualTo(2);
    }

    @Test
    void judgementsOfOtherObjectivesDoNotCount() {
        CandidateSet judged = set("p").withJudgements(List.of(
                Judgement.prefers(0, 1, null).of("helpful"),
                Judgement.prefers(1, 0, null).of("harmless")));
        List<ScoredSet> scored = List.of(new ScoredSet(judged, List.of(2.0, 1.0, 0.0)));
        assertThat(value(ObjectiveFigures.of("helpful", scored, BOOTSTRAP).accuracy()))
                .isEqualTo(1);
        assertThat(value(ObjectiveFigures.of("harmless", scored, BOOTSTRAP).accuracy()))
                .isEqualTo(0);
        assertThat(ObjectiveFigures.of("harmless", scored, BOOTSTRAP).spearman())
                .isNull();
        assertThat(ObjectiveFigures.of("honest", scored, BOOTSTRAP).accuracy()).isNull();
    }

    @Test
    void theGainIsPairedByPrompt() {
        List<ScoredSet> right = List.of(scored("p", 1.0, 2.0, 3.0), scored("q", 4.0, 5.0, 6.0));
        List<ScoredSet> wrong = List.of(scored("p", 3.0, 2.0, 1.0), scored("q", 6.0, 5.0, 4.0));
        Interval gain = ObjectiveFigures.spearmanGain("accuracy", right, wrong, BOOTSTRAP);
        assertThat(gain.value()).isEqualTo(2);
    }

    @Test
    void anOutputOfWhichTheDataSayNothingIsLeftOut() {
        List<ScoredSet> scored = List.of(new ScoredSet(
                set("p"),
                List.of(0.0, 0.0, 0.0),
                Map.of("accuracy", List.of(1.0, 2.0, 3.0), "LABEL_1", List.of(0.0, 0.0, 0.0)),
                List.of()));
        List<ObjectiveFigures> all = ObjectiveFigures.all(scored, BOOTSTRAP);
        assertThat(all).extracting(ObjectiveFigures::objective).containsExactly("accuracy");
        assertThat(value(all.get(0).spearman())).isCloseTo(1, within(1e-12));
    }

    private static double value(@org.jspecify.annotations.Nullable Interval interval) {
        return Objects.requireNonNull(interval).value();
    }

    private static ScoredSet scored(String prompt, Double... scores) {
        return new ScoredSet(set(prompt), List.of(scores));
    }

    private static CandidateSet set(String prompt) {
        return new CandidateSet(
                Conversation.ofPrompt(prompt),
                List.of(
                        new Candidate("a", Map.of("accuracy", 1.0, "coverage", 2.0), Map.of()),
                        new Candidate("b", Map.of("accuracy", 2.0, "coverage", 2.0), Map.of()),
                        new Candidate("c", Map.of("accuracy", 3.0, "coverage", 7.0), Map.of())),
                List.of(),
                Map.of(),
                Origin.MEMORY);
    }
}
