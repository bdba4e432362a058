package merit.preference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import merit.dialogue.Conversation;
import org.junit.jupiter.api.Test;

class ObjectiveLabelsTest {
    private static final CandidateSet RATED = rated(
            Map.of("score", 7.0, "coverage", 2.0, "n_ratings", 1.0),
            Map.of("score", 3.0, "coverage", 5.0, "n_ratings", 2.0),
            Map.of("score", 3.0));

    @Test
    void judgementsAreMadeOfTheGradesOfAnObjective() {
        assertThat(ObjectiveLabels.judged(RATED, List.of("coverage"), Pairing.ALL)
                        .judgements())
                .containsExactly(new Judgement(1, 0, 1, 3.0, 1, "coverage"));
    }

    @Test
    void judgementsThatAreThereStandBeforeGrades() {
        CandidateSet judged =
                RATED.withJudgements(List.of(Judgement.prefers(0, 1, null).of("coverage")));
        assertThat(ObjectiveLabels.judged(judged, List.of("coverage"), Pairing.ALL))
                .isEqualTo(judged);
    }

    @Test
    void theRatingIsTheGradeOfOverall() {
        assertThat(ObjectiveLabels.judged(RATED, List.of("overall"), Pairing.BEST_AGAINST_REST)
                        .pairs())
                .hasSize(2);
        assertThat(ObjectiveLabels.grade(RATED.candidates().get(2), "overall")).isEqualTo(3);
        assertThat(ObjectiveLabels.grade(RATED.candidates().get(2), "coverage")).isNull();
    }

    @Test
    void countsBesideAnAnswerAreNoObjectives() {
        assertThat(ObjectiveLabels.graded(List.of(RATED))).containsExactlyInAnyOrder("overall", "coverage");
    }

    @Test
    void anAttributeThatRepeatsTheRatingStandsForIt() {
        CandidateSet steered =
                rated(Map.of("score", 4.0, "helpfulness", 4.0), Map.of("score", 1.0, "helpfulness", 1.0));
        assertThat(ObjectiveLabels.graded(List.of(steered))).containsExactly("helpfulness");
        assertThat(ObjectiveLabels.judged(List.of(steered))).containsExactly("helpfulness");
    }

    @Test
    void answersWithoutRatingsAreJudgedByAllThatTheirJudgementsName() {
        CandidateSet both = rated(Map.of(), Map.of())
                .withJudgements(List.of(
                        Judgement.prefers(0, 1, null),
                        Judgement.prefers(1, 0, null).of("harmless")));
        assertThat(ObjectiveLabels.judged(List.of(both))).containsExactly("overall", "harmless");
    }

    @Test
    void theSameAnswersJudgedByTwoObjectivesAreNoRepeat() {
        CandidateSet both = RATED.withJudgements(List.of(
                Judgement.prefers(0, 1, null).of("helpful"),
                Judgement.prefers(1, 0, null).of("harmless")));
        Duplicates found = Duplicates.find(List.of(both));
        assertThat(found.duplicates()).isEmpty();
        assertThat(found.contradictions()).isEmpty();
        PreferenceData data = new PreferenceData(List.of(both), DataReport.of(List.of(both)));
        assertThat(data.withoutRepeats().pairs()).hasSize(2);
    }

    @SafeVarargs
    private static CandidateSet rated(Map<String, Double>... attributes) {
        List<Candidate> candidates = new java.util.ArrayList<>();
        for (Map<String, Double> one : attributes) {
            candidates.add(new Candidate("answer " + candidates.size(), one, Map.of()));
        }
        return new CandidateSet(Conversation.ofPrompt("p"), candidates, List.of(), Map.of(), Origin.MEMORY);
    }
}
