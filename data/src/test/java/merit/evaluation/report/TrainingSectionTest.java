package merit.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The training log in a report. */
class TrainingSectionTest {
    @Test
    void anEvaluationSetWithANameHasItsOwnCurveAndColumn() {
        Map<String, Object> section = TrainingSection.of(List.of(
                Map.of("step", 1, "loss", 0.7),
                Map.of("step", 1, "eval_loss", 0.69, "eval_kind_loss", 0.6, "eval_kind_accuracy", 0.75)));
        assertThat(String.valueOf(section.get("charts")))
                .contains("name=kind", "style=set0", "Held out: from 0.69", "kind: from 0.6");
        assertThat(String.valueOf(section.get("table"))).contains("eval_loss", "eval_kind_loss", "eval_kind_accuracy");
    }

    @Test
    void withoutNamesThereAreTheCurvesOfTrainingAndOfTheHeldOutPairs() {
        Map<String, Object> section = TrainingSection.of(List.of(Map.of("step", 1, "loss", 0.7, "eval_loss", 0.69)));
        assertThat(String.valueOf(section.get("charts")))
                .contains("style=train", "style=held")
                .doesNotContain("style=set");
    }
}
