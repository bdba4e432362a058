package merit.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import merit.dialogue.Conversation;
import merit.dialogue.Message;
import merit.preference.Candidate;
import merit.preference.CandidateSet;
import merit.preference.Judgement;
import merit.preference.Origin;
import org.junit.jupiter.api.Test;

class SlicesTest {
    /** Right on all but one in ten everywhere, except in "maths": one in two; "art" has ten prompts. */
    private final List<ScoredSet> scored = scored();

    private final Slices slices = Slices.of(scored, ClusteredBootstrap.STANDARD);

    @Test
    void aFieldOfTheMetadataCutsThePairs() {
        assertThat(slice("category", "maths").pairs()).isEqualTo(60);
        assertThat(slice("category", "maths").accuracy().value()).isEqualTo(0.5);
        assertThat(slice("category", "code").accuracy().value()).isCloseTo(0.9, within(1e-12));
        // Code and art together are right in 81 of 90.
        assertThat(slice("category", "maths").difference()).isCloseTo(0.5 - 81 / 90.0, within(1e-12));
    }

    @Test
    void aSliceThatDiffersIsNotableAndTheWorstStandsFirst() {
        assertThat(slices.notable()).contains(slice("category", "maths"));
        assertThat(slices.notable())
                .isSortedAccordingTo(
                        Comparator.comparingDouble(slice -> slice.accuracy().value()));
        assertThat(slice("category", "maths").adjusted()).isLessThan(0.001);
    }

    @Test
    void aSmallSliceIsMarkedAndNotRanked() {
        assertThat(slice("category", "art").small()).isTrue();
        assertThat(slice("category", "art").adjusted()).isOne();
        assertThat(slice("category", "art").isNotable()).isFalse();
        assertThat(slice("category", "code").small()).isFalse();
    }

    @Test
    void turnsLengthsAndFilesCutToo() {
        assertThat(slice("user turns", "1").pairs()).isEqualTo(76);
        assertThat(slice("user turns", "2").pairs()).isEqualTo(74);
        assertThat(slice("file", "a.jsonl").pairs()).isEqualTo(75);
        assertThat(slices.slices().stream().filter(slice -> slice.by().equals("answers, mean characters")))
                .hasSize(4)
                .allSatisfy(slice -> assertThat(slice.pairs()).isBetween(25, 50));
    }

    @Test
    void eachWayToCutHoldsEveryPairOnce() {
        slices.slices().stream()
                .map(Slice::by)
                .distinct()
                .forEach(by -> assertThat(slices.slices().stream()
                                .filter(slice -> slice.by().equals(by))
                                .mapToInt(Slice::pairs)
                                .sum())
                        .as(by)
                        .isEqualTo(150));
    }

    @Test
    void whatHasAnotherValueInEveryRowIsNamedAndNotCut() {
        assertThat(slices.notCut()).contains("id");
    }

    @Test
    void noPairsGiveNoSlices() {
        assertThat(Slices.of(List.of(), ClusteredBootstrap.STANDARD).slices()).isEmpty();
    }

    private Slice slice(String by, String value) {
        return slices.slices().stream()
                .filter(slice -> slice.by().equals(by) && slice.value().equals(value))
                .findFirst()
                .orElseThrow();
    }

    private static List<ScoredSet> scored() {
        List<ScoredSet> scored = new ArrayList<>();
        for (int k = 0; k < 150; k++) {
            String category = k < 60 ? "maths" : k < 140 ? "code" : "art";
            boolean right = category.equals("maths") ? k % 2 == 0 : k % 10 != 0;
            Conversation prompt = Conversation.ofPrompt("Question " + k);
            if (k % 4 >= 2) {
                prompt = new Conversation(
                        List.of(Message.user("Question " + k), Message.assistant("Which one?"), Message.user("This.")));
            }
            CandidateSet set = new CandidateSet(
                    prompt,
                    List.of(Candidate.of("y".repeat(20 + k)), Candidate.of("no")),
                    List.of(Judgement.prefers(0, 1, null)),
                    Map.of("category", category, "id", k, "list", List.of(1, k)),
                    new Origin(k % 2 == 0 ? "a.jsonl" : "b.jsonl", k));
            scored.add(new ScoredSet(set, right ? List.of(1.0, 0.0) : List.of(0.0, 1.0)));
        }
        return scored;
    }
}
