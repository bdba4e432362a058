package merit.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import merit.dialogue.Conversation;
import merit.preference.Candidate;
import merit.preference.CandidateSet;
import merit.preference.Origin;
import merit.scoring.LengthScorer;
import org.junit.jupiter.api.Test;

/** By which attribute candidates are rated, and what is left out for want of it. */
class RatingChoiceTest {
    private final List<CandidateSet> sets = new ArrayList<>(List.of(
            set(rated("aa", "score", 2), rated("b", "score", 1)),
            set(rated("cc", "score", 2), rated("d", "score", 1)),
            set(rated("e", "quality", 2), rated("ff", "quality", 1))));

    @Test
    void theRatingIsThatOfMostPromptsAndTheOthersAreCounted() {
        Evaluation evaluation = Evaluation.of(new LengthScorer(), sets, EvaluationOptions.STANDARD);

        assertThat(evaluation.rating()).isEqualTo("score");
        CandidateMetrics candidates = Objects.requireNonNull(evaluation.candidates());
        assertThat(candidates.prompts()).isEqualTo(2);
        assertThat(candidates.unrated()).isOne();
    }

    @Test
    void aPromptWithAnUnratedCandidateIsLeftOutAndCounted() {
        sets.add(set(rated("aa", "score", 2), Candidate.of("b")));

        CandidateMetrics candidates = Objects.requireNonNull(
                Evaluation.of(new LengthScorer(), sets, EvaluationOptions.STANDARD.withRating("score"))
                        .candidates());
        assertThat(candidates.prompts()).isEqualTo(2);
        assertThat(candidates.unrated()).isEqualTo(2);
    }

    private static Candidate rated(String response, String attribute, double rating) {
        return new Candidate(response, Map.of(attribute, rating), Map.of());
    }

    private static CandidateSet set(Candidate... candidates) {
        return new CandidateSet(
                Conversation.ofPrompt("Why " + candidates[0].response() + "?"),
                List.of(candidates),
                List.of(),
                Map.of(),
                Origin.MEMORY);
    }
}
