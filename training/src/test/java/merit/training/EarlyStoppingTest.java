package merit.training;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EarlyStoppingTest {
    @Test
    void stopsAfterPatienceEvaluationsWithoutABetterOne() {
        EarlyStopping stopping = stopping("loss", 2);
        assertThat(stopping.after(0.69)).isEqualTo(new EarlyStopping.Decision(true, false));
        assertThat(stopping.after(0.70)).isEqualTo(new EarlyStopping.Decision(false, false));
        assertThat(stopping.after(0.68)).isEqualTo(new EarlyStopping.Decision(true, false));
        assertThat(stopping.after(0.68)).isEqualTo(new EarlyStopping.Decision(false, false));
        assertThat(stopping.after(0.69)).isEqualTo(new EarlyStopping.Decision(false, true));
    }

    @Test
    void higherAccuracyIsBetter() {
        EarlyStopping stopping = stopping("eval_accuracy", 0);
        stopping.after(0.6);
        assertThat(stopping.after(0.61).best()).isTrue();
        assertThat(stopping.after(0.5).stop()).as("patience 0 never stops").isFalse();
    }

    @Test
    void whatIsNotFiniteIsNeverBest() {
        EarlyStopping stopping = stopping("loss", 1);
        assertThat(stopping.after(Double.NaN)).isEqualTo(new EarlyStopping.Decision(false, true));
        assertThat(stopping.after(3).best()).isTrue();
    }

    private static EarlyStopping stopping(String metric, int patience) {
        return new EarlyStopping(TrainingConfig.DEFAULT
                .with("metric_for_best_model", metric)
                .with("early_stopping_patience", patience)
                .watch());
    }
}
