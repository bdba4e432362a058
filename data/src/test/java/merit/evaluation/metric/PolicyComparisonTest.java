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
import merit.preference.Origin;
import org.junit.jupiter.api.Test;

class PolicyComparisonTest {
    private static final ClusteredBootstrap QUICK = new ClusteredBootstrap(200, 1, 0.95);

    @Test
    void everyAnswerIsHeldAgainstEveryAnswerOfTheOther() {
        List<ScoredSet> first = List.of(answer("p", "aaaa", 1), answer("p", "aaaa", 3), answer("q", "aaaa", 0));
        List<ScoredSet> second = List.of(answer("p", "bbbbbb", 2), answer("q", "bb", 0), answer("r", "b", 9));
        PolicyComparison found = PolicyComparison.of(first, second, QUICK);
        assertThat(found.prompts()).isEqualTo(2);
        assertThat(found.unmatched()).isOne();
        // At p one of two is won, at q it is a tie.
        assertThat(found.winRate().value()).isCloseTo(0.5, within(1e-12));
        assertThat(found.gain().value()).isCloseTo(0, within(1e-12));
        assertThat(found.longer().value()).isCloseTo(0, within(1e-12));
        assertThat(found.alike()).isNull();
        assertThat(found.isReal()).isFalse();
    }

    @Test
    void lengthIsTakenOutOfTheWay() {
        List<ScoredSet> first = new ArrayList<>();
        List<ScoredSet> second = new ArrayList<>();
        for (int k = 0; k < 100; k++) {
            // The judge likes length alone: where lengths are alike, the second never wins.
            String longer = k % 2 == 0 ? "a long answer, much longer" : "an answer!";
            first.add(answer("Question " + k, "an answer.", 1));
            second.add(answer("Question " + k, longer, k % 2 == 0 ? 2 : 1));
        }
        PolicyComparison found = PolicyComparison.of(first, second, QUICK);
        assertThat(found.winRate().value()).isCloseTo(0.75, within(1e-12));
        assertThat(found.isReal()).isTrue();
        assertThat(found.alikePrompts()).isEqualTo(50);
        assertThat(Objects.requireNonNull(found.alike()).value()).isCloseTo(0.5, within(1e-12));
    }

    @Test
    void otherPromptsCannotBeCompared() {
        assertThatThrownBy(() -> PolicyComparison.of(List.of(answer("p", "a", 1)), List.of(answer("q", "b", 1)), QUICK))
                .hasMessage(
                        "two policies are compared on the same prompts: found 1 and 1 prompts, and none in both; let"
                                + " both answer the same file");
    }

    private static ScoredSet answer(String prompt, String response, double reward) {
        return new ScoredSet(
                new CandidateSet(
                        Conversation.ofPrompt(prompt),
                        List.of(Candidate.of(response)),
                        List.of(),
                        Map.of(),
                        Origin.MEMORY),
                List.of(reward));
    }
}
