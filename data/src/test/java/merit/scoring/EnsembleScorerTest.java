package merit.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnsembleScorerTest {
    /** Mean 2, variance (1 + 4 + 9) / 3; by weights 2, 1, 1: mean 7 / 4, variance (2 * 9 + 49 + 169) / 64. */
    private static final double[] MEMBERS = {1, 0, 5};

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mean                  | 2      | 4.66666666666667",
                "min                   | 0      | 4.66666666666667",
                "mean-variance:0.25    | 0.8333333333333333 | 4.66666666666667",
                "weighted:2,1,1        | 1.75   | 3.6875",
                "weighted:0, 0, 1      | 5      | 0"
            })
    void aRuleMakesOneRewardOfMany(String text, double reward, double variance) {
        EnsembleRule rule = EnsembleRule.of(text);
        assertThat(rule.reward(MEMBERS)).isCloseTo(reward, within(1e-12));
        assertThat(rule.variance(MEMBERS)).isCloseTo(variance, within(1e-12));
        assertThat(EnsembleRule.of(rule.name())).isEqualTo(rule);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "max",
                "mean:1",
                "mean-variance",
                "mean-variance:-1",
                "weighted:",
                "weighted:0,0",
                "weighted:1,x"
            })
    void whatIsNoRuleIsRefused(String text) {
        assertThatThrownBy(() -> EnsembleRule.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("ensemble");
    }

    @Test
    void theSpreadIsTheDeviationOfTheMembersAndComesWithEveryScore() {
        Scorer judge = new EnsembleScorer(
                List.of(new LengthScorer(), twice(new ArrayList<>())), Ensemble.raw(EnsembleRule.of("mean")));
        List<Score> scores = judge.score(List.of(ScoreInput.of("Why?", "four"), ScoreInput.of("Why?", "")));
        assertThat(scores.get(0).value()).isEqualTo(6);
        assertThat(scores.get(0).spread()).isEqualTo(2);
        assertThat(scores.get(0).tokens()).isEqualTo(9);
        assertThat(scores.get(1).value()).isZero();
        assertThat(scores.get(1).spread()).isZero();
    }

    @Test
    void onTheScaleOfTheirReferenceSetsMembersCountAlike() {
        List<Normalization> scales = List.of(new Normalization(2, 1, 10), new Normalization(4, 2, 10));
        Scorer judge = new EnsembleScorer(
                List.of(new LengthScorer(), twice(new ArrayList<>())), new Ensemble(EnsembleRule.of("min"), scales));
        Score score = judge.score(List.of(ScoreInput.of("Why?", "four"))).get(0);
        assertThat(score.value()).isEqualTo(2);
        assertThat(score.spread()).isZero();
    }

    @Test
    void partsThatAllMembersGiveAreJoinedByTheSameRule() {
        Score one = new Score(1, Map.of("help", 1.0, "harm", 0.0), null, 3, 0);
        Score other = new Score(3, Map.of("help", 5.0), null, null, null);
        Score joined = Ensemble.raw(EnsembleRule.of("mean")).joined(List.of(one, other));
        assertThat(joined).isEqualTo(new Score(2, Map.of("help", 3.0), 1.0, 3, 0));
    }

    @Test
    void anotherNumberOfMembersThanTheRuleIsForIsRefused() {
        assertThatThrownBy(() -> new EnsembleScorer(List.of(new LengthScorer()), Ensemble.raw(EnsembleRule.of("mean"))))
                .hasMessage("ensemble: found 1 member, need two or more");
        assertThatThrownBy(() -> Ensemble.raw(EnsembleRule.of("weighted:1,2,3")).check(2))
                .hasMessage("ensemble weighted: found 3 weights for 2 members, need one a member");
    }

    @Test
    void closingItClosesEveryMember() {
        List<String> closed = new ArrayList<>();
        new EnsembleScorer(List.of(twice(closed), twice(closed)), Ensemble.raw(EnsembleRule.of("min"))).close();
        assertThat(closed).hasSize(2);
    }

    /** Twice as long is twice as good. */
    private static Scorer twice(List<String> closed) {
        return new Scorer() {
            private final LengthScorer once = new LengthScorer();

            @Override
            public List<Score> score(List<? extends ScoreInput> inputs) {
                return once.score(inputs).stream()
                        .map(score -> new Score(2 * score.value(), Map.of(), null, 9, 1))
                        .toList();
            }

            @Override
            public void close() {
                closed.add("closed");
            }
        };
    }
}
