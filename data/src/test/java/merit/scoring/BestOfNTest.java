package merit.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class BestOfNTest {
    private final BestOfN best = BestOfN.of(new LengthScorer());

    @Test
    void picksTheHighestReward() {
        assertThat(best.pick("Why?", List.of("a", "ccc", "bb")).text()).isEqualTo("ccc");
    }

    @Test
    void ranksBestFirstAndKeepsTheOrderOfEquals() {
        assertThat(best.rank("Why?", List.of("a", "bb", "cc", "d")))
                .extracting(BestOfN.Ranked::index)
                .containsExactly(1, 2, 0, 3);
    }

    @Test
    void needsACandidate() {
        assertThatThrownBy(() -> best.rank("Why?", List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("nothing to rank: found 0 candidates, need at least one");
    }

    @Test
    void refusesARewardThatIsNotANumber() {
        Scorer broken =
                inputs -> inputs.stream().map(input -> Score.of(Double.NaN)).toList();
        assertThatThrownBy(() -> BestOfN.of(broken).pick("Why?", List.of("a"))).hasMessageContaining("not a number");
    }
}
