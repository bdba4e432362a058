package merit.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;
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
import org.junit.jupiter.api.Test;

class SpreadFiguresTest {
    @Test
    void pairsOnWhichMembersLieFarApartAreSeenToBeWrongMoreOften() {
        SpreadFigures figures = Objects.requireNonNull(SpreadFigures.of(scored(90, true), ClusteredBootstrap.STANDARD));
        assertThat(figures.thirds()).hasSize(3).allMatch(third -> third.pairs() == 30);
        assertThat(figures.thirds().get(0).accuracy().value()).isEqualTo(1);
        assertThat(figures.thirds().get(2).accuracy().value()).isEqualTo(0.5);
        assertThat(figures.thirds().get(2).to()).isCloseTo(89 * Math.sqrt(2), within(1e-9));
        assertThat(figures.difference()).isEqualTo(-0.5);
        assertThat(figures.foretellsErrors()).isTrue();
    }

    @Test
    void errorsThatFallAnywhereAreNotForetold() {
        SpreadFigures figures =
                Objects.requireNonNull(SpreadFigures.of(scored(90, false), ClusteredBootstrap.STANDARD));
        assertThat(figures.difference()).isZero();
        assertThat(figures.foretellsErrors()).isFalse();
    }

    @Test
    void scoresWithoutSpreadHaveNoFigures() {
        List<ScoredSet> plain = scored(9, true).stream()
                .map(set -> new ScoredSet(set.set(), set.scores()))
                .toList();
        assertThat(SpreadFigures.of(plain, ClusteredBootstrap.STANDARD)).isNull();
    }

    /** Of every two pairs with a large spread one is wrong, or of any two. */
    private static List<ScoredSet> scored(int count, boolean largeAlone) {
        List<ScoredSet> scored = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            CandidateSet set = new CandidateSet(
                    Conversation.ofPrompt("Question " + k),
                    List.of(Candidate.of("a"), Candidate.of("b")),
                    List.of(Judgement.prefers(0, 1, null)),
                    Map.of(),
                    Origin.MEMORY);
            boolean wrong = k % 2 == 1 && (!largeAlone || k >= 2 * count / 3);
            scored.add(new ScoredSet(set, List.of(wrong ? -1.0 : 1.0, 0.0), Map.of(), List.of((double) k, (double) k)));
        }
        return scored;
    }
}
