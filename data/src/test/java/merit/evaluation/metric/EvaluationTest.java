package merit.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import merit.dialogue.Conversation;
import merit.preference.Candidate;
import merit.preference.CandidateSet;
import merit.preference.Judgement;
import merit.preference.Origin;
import merit.preference.PreferenceSplit;
import merit.scoring.LengthScorer;
import merit.scoring.Score;
import merit.scoring.Scorer;
import org.junit.jupiter.api.Test;

class EvaluationTest {
    private final LengthScorer scorer = new LengthScorer();
    private final CandidateSet pair =
            set("Why?", List.of(Candidate.of("long answer"), Candidate.of("short")), Judgement.prefers(0, 1, null));
    private final CandidateSet reversed =
            set("How?", List.of(Candidate.of("long answer"), Candidate.of("no")), new Judgement(0, 1, 0, null, 1, "x"));
    private final CandidateSet rated = set("Who?", List.of(rated("a", 1), rated("ccc", 3), rated("bb", 2)));

    @Test
    void oneCallGivesEveryFigure() {
        Evaluation evaluation = Evaluation.of(scorer, List.of(pair, reversed, rated), EvaluationOptions.STANDARD);
        assertThat(Objects.requireNonNull(evaluation.pairs()).accuracy().value())
                .isEqualTo(0.5);
        assertThat(Objects.requireNonNull(evaluation.pairs())
                        .length()
                        .accuracy()
                        .value())
                .isEqualTo(0.5);
        assertThat(evaluation.rating()).isEqualTo("quality");
        assertThat(Objects.requireNonNull(evaluation.candidates())
                        .picks()
                        .reward()
                        .accuracy()
                        .value())
                .isOne();
        assertThat(Objects.requireNonNull(evaluation.calibration()).atLimit()).isTrue();
    }

    @Test
    void promptsThatDifferOnlyInWhiteSpaceOfAnyKindAreOneCluster() {
        for (String prompt :
                List.of("Why  now?", "\tWhy\u00a0now?", "Why\u2003\u3000now?\u0085", "Why\u2028now?\u00a0")) {
            CandidateSet spaced = set(prompt, List.of(Candidate.of("a"), Candidate.of("b")));
            assertThat(new ScoredSet(spaced, List.of(1.0, 2.0)).cluster())
                    .isEqualTo("Why now?")
                    .isEqualTo(PreferenceSplit.groupKey(spaced));
        }
    }

    @Test
    void aRowThatStandsTwiceIsScoredOnceAndProgressReachesTheEnd() {
        List<String> told = new ArrayList<>();
        EvaluationOptions options = new EvaluationOptions(
                ClusteredBootstrap.STANDARD, null, 2, (done, total) -> told.add(done + "/" + total));
        Evaluation.of(scorer, List.of(pair, pair, rated), options);
        assertThat(scorer.rows()).isEqualTo(5);
        assertThat(told).containsExactly("2/5", "4/5", "5/5");
    }

    @Test
    void promptsThatDifferOnlyInWhiteSpaceAreOneCluster() {
        CandidateSet spaced = set(" Why?\n", pair.candidates(), Judgement.prefers(0, 1, null));
        Evaluation evaluation = Evaluation.of(scorer, List.of(pair, spaced), EvaluationOptions.STANDARD);
        assertThat(Objects.requireNonNull(evaluation.pairs()).prompts()).isOne();
    }

    @Test
    void twoScorersAreComparedOnTheSameData() {
        Scorer shortest = inputs -> scorer.score(inputs).stream()
                .map(score -> Score.of(-score.value()))
                .toList();
        List<CandidateSet> sets = List.of(pair, reversed);
        PairedComparison comparison = Evaluation.of(scorer, sets, EvaluationOptions.STANDARD)
                .comparedWith(Evaluation.of(shortest, sets, EvaluationOptions.STANDARD), ClusteredBootstrap.STANDARD);
        assertThat(comparison.difference().value()).isZero();
        assertThat(comparison.onlyFirst()).isOne();
    }

    @Test
    void noDataIsAnError() {
        assertThatThrownBy(() -> Evaluation.of(scorer, List.of(), EvaluationOptions.STANDARD))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no data to evaluate: found 0 prompts, need at least one");
    }

    @Test
    void dataWithoutPairsOrRatingsIsAnError() {
        CandidateSet bare = set("Why?", List.of(Candidate.of("a"), Candidate.of("b")));
        assertThatThrownBy(() -> Evaluation.of(scorer, List.of(bare), EvaluationOptions.STANDARD))
                .hasMessage("nothing to measure: found 1 prompts without a preferred answer and without ratings, need"
                        + " pairs or rated candidates");
    }

    @Test
    void dataWithOneRatingForAllIsAnError() {
        CandidateSet equal = set("Why?", List.of(rated("a", 1), rated("b", 1)));
        assertThatThrownBy(() -> Evaluation.of(scorer, List.of(equal), EvaluationOptions.STANDARD))
                .hasMessageStartingWith(
                        "nothing to measure: found 1 prompts, and in each of them all ratings are equal");
    }

    @Test
    void aScorerThatGivesNotANumberIsRefusedWithTheRow() {
        Scorer broken =
                inputs -> inputs.stream().map(input -> Score.of(Double.NaN)).toList();
        assertThatThrownBy(() -> Evaluation.of(broken, List.of(pair), EvaluationOptions.STANDARD))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("pairs.jsonl, line 7: a score is not a number: found NaN");
    }

    @Test
    void aRatingThatNoCandidateHasIsRefusedWithThoseThatExist() {
        EvaluationOptions options = EvaluationOptions.STANDARD.withRating("beauty");
        assertThatThrownBy(() -> Evaluation.of(scorer, List.of(rated), options))
                .hasMessage("no candidate is rated by \"beauty\"; found: [quality]");
    }

    private static Candidate rated(String response, double quality) {
        return new Candidate(response, Map.of("quality", quality), Map.of());
    }

    private static CandidateSet set(String prompt, List<Candidate> candidates, Judgement... judgements) {
        return new CandidateSet(
                Conversation.ofPrompt(prompt), candidates, List.of(judgements), Map.of(), new Origin("pairs.jsonl", 7));
    }
}
