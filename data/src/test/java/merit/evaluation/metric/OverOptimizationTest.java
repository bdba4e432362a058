package merit.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import merit.dialogue.Conversation;
import merit.preference.Candidate;
import merit.preference.CandidateSet;
import merit.preference.Origin;
import org.junit.jupiter.api.Test;

class OverOptimizationTest {
    private static final ClusteredBootstrap QUICK = new ClusteredBootstrap(200, 1, 0.95);

    @Test
    void aSecondJudgeThatTurnsDownIsWorkedOutByHand() {
        // In ascending order of the first judge the second says -4, 1, 2, 1: mean 0, squares 22 over 3 degrees of
        // freedom.
        // Of two answers the pick is the second, third, fourth in 1, 2, 3 of 6 draws: (1 + 4 + 3) / 6; of three the
        // third and
        // fourth in 1 and 3 of 4: (2 + 3) / 4; of four the fourth: 1.
        double unit = Math.sqrt(22 / 3.0);
        OverOptimization found = of(40, List.of(1.0, 2.0, 3.0, 4.0), List.of(-4.0, 1.0, 2.0, 1.0));
        assertThat(found.points().stream()
                        .map(point -> point.second().value() * unit)
                        .toList())
                .usingElementComparator((a, b) -> Math.abs(a - b) < 1e-12 ? 0 : 1)
                .containsExactly(0.0, 8 / 6.0, 5 / 4.0, 1.0);
        assertThat(found.peak()).isEqualTo(2);
        assertThat(found.last()).isEqualTo(4);
        assertThat(found.fall().value() * unit).isCloseTo(1 / 3.0, within(1e-12));
        assertThat(found.isTurning()).isTrue();
        assertThat(found.conclusion()).contains("highest out of 2 answers; out of 4 it is 0.12 deviations worse");
        // The first judge by itself: -1.5, -0.5, 0.5, 1.5 over sqrt(5 / 3), the highest of all four.
        assertThat(found.points().get(3).first()).isCloseTo(1.5 / Math.sqrt(5 / 3.0), within(1e-12));
        assertThat(found.points().get(1).divergence()).isCloseTo(Math.log(2) - 0.5, within(1e-12));
    }

    @Test
    void aSecondJudgeThatAgreesRisesToTheEnd() {
        OverOptimization found = of(40, List.of(1.0, 2.0, 3.0, 4.0), List.of(10.0, 20.0, 30.0, 40.0));
        assertThat(found.peak()).isEqualTo(4);
        assertThat(found.isTurning()).isFalse();
        assertThat(found.conclusion()).contains("no turn down shows");
        assertThat(found.points().get(3).best())
                .isCloseTo(found.points().get(3).second().value(), within(1e-12));
    }

    @Test
    void aSecondJudgeThatWantsSomethingElseIsSaidTo() {
        Random random = new Random(3);
        List<ScoredSet> first = new ArrayList<>();
        List<ScoredSet> second = new ArrayList<>();
        for (int k = 0; k < 60; k++) {
            CandidateSet set = set(k, 4);
            first.add(new ScoredSet(set, random.doubles(4).boxed().toList()));
            second.add(new ScoredSet(set, random.doubles(4).boxed().toList()));
        }
        OverOptimization found = OverOptimization.of(first, second, QUICK);
        assertThat(found.conclusion()).contains("do not want the same");
    }

    @Test
    void judgesOfOtherPromptsAreRefused() {
        List<ScoredSet> one = List.of(new ScoredSet(set(1, 2), List.of(1.0, 2.0)));
        List<ScoredSet> two = List.of(new ScoredSet(set(2, 2), List.of(1.0, 2.0)));
        assertThatThrownBy(() -> OverOptimization.of(one, two, QUICK))
                .hasMessageContaining("score both on the same data");
    }

    private static OverOptimization of(int prompts, List<Double> first, List<Double> second) {
        List<CandidateSet> sets =
                IntStream.range(0, prompts).mapToObj(k -> set(k, first.size())).toList();
        return OverOptimization.of(
                sets.stream().map(set -> new ScoredSet(set, first)).toList(),
                sets.stream().map(set -> new ScoredSet(set, second)).toList(),
                QUICK);
    }

    private static CandidateSet set(int number, int candidates) {
        return new CandidateSet(
                Conversation.ofPrompt("Question " + number),
                IntStream.range(0, candidates)
                        .mapToObj(k -> Candidate.of("answer " + k))
                        .toList(),
                List.of(),
                Map.of(),
                Origin.MEMORY);
    }
}
