package merit.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import merit.dialogue.Conversation;
import merit.preference.Candidate;
import merit.preference.CandidateSet;
import merit.preference.Origin;
import org.junit.jupiter.api.Test;

class CandidateMetricsTest {
    private final RatedPrompt right =
            new RatedPrompt("a", List.of(1.0, 3.0, 2.0), List.of(0.1, 0.9, 0.5), List.of(9, 5, 5));
    private final RatedPrompt wrong =
            new RatedPrompt("b", List.of(3.0, 1.0, 2.0), List.of(0.1, 0.9, 0.5), List.of(1, 2, 3));
    private final RatedPrompt two = new RatedPrompt("c", List.of(1.0, 2.0), List.of(0.5, 0.5), List.of(4, 4));
    private final RatedPrompt equal = new RatedPrompt("d", List.of(2.0, 2.0), List.of(0.1, 0.2), List.of(1, 1));

    private final CandidateMetrics metrics =
            CandidateMetrics.of(List.of(right, wrong, two, equal), ClusteredBootstrap.STANDARD);

    @Test
    void promptsWhoseRatingsAreEqualAreLeftOutAndCounted() {
        assertThat(metrics.prompts()).isEqualTo(3);
        assertThat(metrics.allEqual()).isOne();
    }

    @Test
    void spearmanIsTheMeanOverPromptsWithThreeCandidates() {
        assertThat(metrics.ranking().ordered()).isEqualTo(2);
        // 1 where the order is right, -1 where it is turned round.
        assertThat(Objects.requireNonNull(metrics.ranking().spearman()).value()).isZero();
    }

    @Test
    void equalScoresPickAtRandom() {
        // 1 + 0 + 1/2 of three prompts.
        assertThat(metrics.picks().reward().accuracy().value()).isCloseTo(0.5, within(1e-12));
        // Ratings 3, 1 and 1.5.
        assertThat(metrics.picks().reward().rating().value()).isCloseTo(5.5 / 3, within(1e-12));
    }

    @Test
    void baselinesAreTheFirstARandomAndTheLongestCandidate() {
        assertThat(metrics.picks().first().accuracy().value()).isCloseTo(1.0 / 3, within(1e-12));
        assertThat(metrics.picks().random().accuracy().value())
                .isCloseTo((1.0 / 3 + 1.0 / 3 + 1.0 / 2) / 3, within(1e-12));
        assertThat(metrics.picks().longest().accuracy().value()).isCloseTo(0.5 / 3, within(1e-12));
    }

    @Test
    void theMostProbableCandidateIsABaselineWhereEveryPromptSaysWhichItIs() {
        assertThat(metrics.picks().likeliest()).isNull();
        List<RatedPrompt> likely = List.of(
                new RatedPrompt("a", right.ratings(), right.scores(), right.lengths(), List.of(-9.0, -8.0, -7.0)),
                new RatedPrompt("b", wrong.ratings(), wrong.scores(), wrong.lengths(), List.of(-1.0, -2.0, -3.0)),
                new RatedPrompt("c", two.ratings(), two.scores(), two.lengths(), List.of(-1.0, -1.0)));
        CandidateMetrics known = CandidateMetrics.of(likely, ClusteredBootstrap.STANDARD);
        // Ratings 2 (not the best), 3 (the best), and 1 or 2 by chance.
        Selection likeliest = Objects.requireNonNull(known.picks().likeliest());
        assertThat(likeliest.accuracy().value()).isCloseTo((0 + 1 + 0.5) / 3, within(1e-12));
        assertThat(likeliest.rating().value()).isCloseTo((2 + 3 + 1.5) / 3, within(1e-12));
        assertThat(Objects.requireNonNull(known.gains().overLikeliest()).value())
                .isCloseTo(0, within(1e-12));
        // 3 over 2, 1 under 3, and one of two against one of two.
        assertThat(Objects.requireNonNull(known.wins().overLikeliest()).value()).isCloseTo(1.5 / 3, within(1e-12));
        RatedPrompt unknown = right;
        assertThat(CandidateMetrics.of(List.of(likely.get(1), unknown), ClusteredBootstrap.STANDARD)
                        .picks()
                        .likeliest())
                .isNull();
    }

    @Test
    void likelihoodsAreFoundByTheNamesOfCommonPrograms() {
        assertThat(Likelihoods.of(set(Map.of("cumulative_logprob", -3.0), Map.of("cumulative_logprob", -2.0))))
                .containsExactly(-3.0, -2.0);
        assertThat(Likelihoods.of(set(Map.of("prob", 0.5), Map.of("score", 1.0))))
                .isNull();
    }

    private static CandidateSet set(Map<String, Double> one, Map<String, Double> other) {
        return new CandidateSet(
                Conversation.ofPrompt("p"),
                List.of(new Candidate("a", one, Map.of()), new Candidate("b", other, Map.of())),
                List.of(),
                Map.of(),
                Origin.MEMORY);
    }

    @Test
    void gainsAreDifferencesOnTheSamePrompts() {
        assertThat(metrics.gains().overFirst().value()).isCloseTo(0.5 - 1.0 / 3, within(1e-12));
        assertThat(metrics.gains().overLongest().value()).isCloseTo(0.5 - 0.5 / 3, within(1e-12));
    }

    @Test
    void aPerfectPickWouldGetTheBestRatings() {
        assertThat(metrics.bestRating()).isCloseTo((3 + 3 + 2) / 3.0, within(1e-12));
    }

    @Test
    void winsOverTheFirstCandidateCountTiesHalf() {
        // Better, worse, and half the time the first itself (a half), half the time better (1).
        assertThat(metrics.wins().overFirst().value()).isCloseTo((1 + 0 + 0.75) / 3, within(1e-12));
        // The best of three (two wins, one itself), the worst, and even.
        assertThat(metrics.wins().overRandom().value()).isCloseTo((2.5 / 3 + 0.5 / 3 + 0.5) / 3, within(1e-12));
    }

    @Test
    void bestOfNStartsAtRandomEndsAtThePickAndIsBoundedInDivergence() {
        List<BestOfPoint> points = metrics.bestOf();
        assertThat(points).extracting(BestOfPoint::answers).containsExactly(1, 2, 3);
        assertThat(points).extracting(BestOfPoint::prompts).containsExactly(3, 3, 2);
        assertThat(points.get(0).rating().value()).isCloseTo((2 + 2 + 1.5) / 3, within(1e-12));
        // Two of three: 3, 3, 2 where the order is right; 1, 1, 2 where it is turned; the pair itself, even.
        assertThat(points.get(1).rating().value()).isCloseTo((8 / 3.0 + 4 / 3.0 + 1.5) / 3, within(1e-12));
        assertThat(points.get(2).rating().value()).isCloseTo((3 + 1) / 2.0, within(1e-12));
        assertThat(points.get(2).best()).isEqualTo(3);
        assertThat(points.get(0).divergence()).isZero();
        assertThat(points.get(2).divergence()).isCloseTo(Math.log(3) - 2 / 3.0, within(1e-12));
    }

    @Test
    void aThousandCandidatesStillHaveChancesThatAddUpToOne() {
        List<Double> values = IntStream.range(0, 1000).mapToObj(k -> (double) k).toList();
        RatedPrompt many = new RatedPrompt("m", Collections.nCopies(1000, 1.0), values, Collections.nCopies(1000, 1));
        for (int answers : new int[] {1, 2, 500, 999, 1000}) {
            assertThat(BestOfPoint.expected(many, values, answers)).isCloseTo(1, within(1e-9));
        }
        // The mean of the largest of N from 0..M-1 is N (M + 1) / (N + 1) - 1.
        RatedPrompt rated = new RatedPrompt("m", values, values, Collections.nCopies(1000, 1));
        assertThat(BestOfPoint.expected(rated, values, 9)).isCloseTo(9 * 1001 / 10.0 - 1, within(1e-9));
    }

    @Test
    void ratingsBelowZeroAreRaisedForGains() {
        RatedPrompt low = new RatedPrompt("e", List.of(-2.0, 0.0), List.of(1.0, 0.0), List.of(1, 1));
        // Gains 0 and 2, the 2 in second place: 1 / log2(3).
        assertThat(RankingMetrics.ndcg(low, -2)).isCloseTo(Math.log(2) / Math.log(3), within(1e-12));
    }

    @Test
    void aFileSortedByRatingMakesTheFirstCandidateNoBaseline() {
        RatedPrompt sorted = new RatedPrompt("e", List.of(3.0, 2.0, 1.0), List.of(0.1, 0.9, 0.5), List.of(1, 1, 1));
        assertThat(CandidateMetrics.of(Collections.nCopies(10, sorted), ClusteredBootstrap.STANDARD)
                        .orderTellsRating())
                .isTrue();
        assertThat(metrics.orderTellsRating()).isFalse();
    }

    @Test
    void anyOfSeveralBestCandidatesIsARightPick() {
        RatedPrompt shared = new RatedPrompt("e", List.of(3.0, 3.0, 1.0), List.of(0.1, 0.9, 0.5), List.of(1, 1, 1));
        CandidateMetrics one = CandidateMetrics.of(List.of(shared), ClusteredBootstrap.STANDARD);
        assertThat(one.picks().reward().accuracy().value()).isOne();
        assertThat(one.picks().random().accuracy().value()).isCloseTo(2.0 / 3, within(1e-12));
    }

    @Test
    void oneRatingForAllIsAnErrorThatSaysWhatIsNeeded() {
        assertThatThrownBy(() -> CandidateMetrics.of(List.of(equal), ClusteredBootstrap.STANDARD))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "nothing to select from: found 1 rated prompts, and in each of them all ratings");
    }
}
