package merit.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class ProcessTrendTest {
    private static final int A_MINUTE = 12;
    private static final int MINUTES = 30;

    private final Random random = new Random(5);

    /** Resident megabytes, threads and handles of a sample. */
    private static ProcessTrend of(IntToDoubleFunction megabytes, IntToDoubleFunction handles) {
        ProcessTrend trend = new ProcessTrend(A_MINUTE);
        for (int k = 0; k < MINUTES * A_MINUTE; k++) {
            trend.add(new ProcessFigures(
                    Math.round(1e6 * megabytes.applyAsDouble(k)), 40, Math.round(handles.applyAsDouble(k))));
        }
        return trend;
    }

    /** Up by 400 in seven samples and down again, with noise. */
    private double teeth(int sample) {
        return 1800 + 400 * (sample % 7) / 7.0 + 20 * random.nextGaussian();
    }

    @Test
    void whatRisesAndFallsDoesNotGrow() {
        ProcessTrend trend = of(this::teeth, k -> 126 + k % 2);
        assertThat(trend.isFlat()).isTrue();
        assertThat(trend.report()).contains("resident MB").contains("standard error");
    }

    @Test
    void whatWarmsUpInTheFirstThirdDoesNotGrow() {
        assertThat(of(k -> teeth(k) + 3 * Math.min(k, 100), k -> 126).isFlat()).isTrue();
    }

    @Test
    void fiveMegabytesAMinuteAreFoundAmongTheTeeth() {
        assertThat(of(k -> teeth(k) + 5.0 * k / A_MINUTE, k -> 126).isFlat()).isFalse();
    }

    @Test
    void aHandleAMinuteIsFound() {
        assertThat(of(this::teeth, k -> 126 + k / A_MINUTE).isFlat()).isFalse();
    }
}
