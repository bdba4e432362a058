package merit.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NormalizationTest {
    /** Mean 4, deviation sqrt((9 + 1 + 16) / 2) = sqrt 13. */
    private final Normalization normalization = Normalization.of(new double[] {1, 3, 8});

    @Test
    void theReferenceSetGetsMeanZeroAndDeviationOne() {
        assertThat(normalization.mean()).isEqualTo(4);
        assertThat(normalization.deviation()).isCloseTo(Math.sqrt(13), within(1e-12));
        assertThat(normalization.normalize(4 + Math.sqrt(13))).isCloseTo(1, within(1e-12));
    }

    @Test
    void aScorerOnAnotherScaleKeepsTheOrder() {
        Scorer raw = new LengthScorer();
        Scorer scaled = normalization.over(raw);
        double longer = scaled.score("Why?", "because");
        double shorter = scaled.score("Why?", "so");
        assertThat(longer).isCloseTo((7 - 4) / Math.sqrt(13), within(1e-12)).isGreaterThan(shorter);
    }

    @Test
    void anEnsemblesSpreadIsOnTheNewScaleToo() {
        Score score = normalization.normalize(new Score(4, Map.of("help", 1.0), 2.0, 5, 1));
        assertThat(score.value()).isZero();
        assertThat(score.spread()).isCloseTo(2 / Math.sqrt(13), within(1e-12));
        assertThat(score.objectives()).containsEntry("help", 1.0);
        assertThat(score.tokens()).isEqualTo(5);
    }

    @Test
    void aReferenceSetOfEqualRewardsIsRefused() {
        assertThatThrownBy(() -> Normalization.of(new double[] {2, 2}))
                .hasMessageContaining("found mean 2.0 and deviation 0.0")
                .hasMessageContaining("take a reference set whose rewards differ");
        assertThatThrownBy(() -> Normalization.of(new double[] {2}))
                .hasMessage("a reference set: found 1 rewards, need two or more");
    }

    @Test
    void closingItClosesTheRawScorer() {
        boolean[] closed = new boolean[1];
        Scorer raw = new Scorer() {
            @Override
            public List<Score> score(List<? extends ScoreInput> inputs) {
                return List.of();
            }

            @Override
            public void close() {
                closed[0] = true;
            }
        };
        normalization.over(raw).close();
        assertThat(closed[0]).isTrue();
    }
}
