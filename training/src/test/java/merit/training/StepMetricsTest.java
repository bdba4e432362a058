package merit.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class StepMetricsTest {
    /** One pair that is told rightly and three ties of the labels, of weight 1. */
    private static final StepMetrics WITH_TIES = StepMetrics.of(0.2, 1, new float[] {3}, new float[] {1})
            .withRewards(4, new float[] {3, 0, 0, 0}, new float[] {1, 0, 0, 0});

    /** Four pairs, of which two are told rightly and one not at all, of weight 3. */
    private static final StepMetrics PLAIN = StepMetrics.of(1, 3, new float[] {1, 1, 1, 0}, new float[] {0, 0, 1, 1});

    @Test
    void stepsAreJoinedAsIfTheyWereOne() {
        StepMetrics joined = StepMetrics.joined(List.of(WITH_TIES, PLAIN));
        assertThat(joined.pairs()).isEqualTo(8);
        assertThat(joined.compared()).isEqualTo(5);
        assertThat(joined.weight()).isEqualTo(4);
        assertThat(joined.loss()).isCloseTo((1 * 0.2 + 3 * 1) / 4, within(1e-12));
        assertThat(joined.accuracy()).isCloseTo(3.0 / 5, within(1e-12));
        assertThat(joined.ties()).isCloseTo(1.0 / 5, within(1e-12));
        assertThat(joined.margin()).isCloseTo((2 + 1 + 1 + 0 - 1) / 5.0, within(1e-12));
        assertThat(joined.meanReward()).isCloseTo((4 + 5) / 16.0, within(1e-12));
        assertThat(joined.maxReward()).isEqualTo(3);
    }

    @Test
    void aStepWithoutPairsToCompareLeavesTheirFiguresAsTheyAre() {
        StepMetrics tied = StepMetrics.of(0.5, 2, new float[0], new float[0])
                .withRewards(2, new float[] {1, 1}, new float[] {1, 1});
        StepMetrics joined = StepMetrics.joined(List.of(tied, PLAIN));
        assertThat(tied.accuracy()).isNaN();
        assertThat(joined.accuracy()).isEqualTo(PLAIN.accuracy());
        assertThat(joined.loss()).isCloseTo((2 * 0.5 + 3 * 1) / 5, within(1e-12));
    }
}
