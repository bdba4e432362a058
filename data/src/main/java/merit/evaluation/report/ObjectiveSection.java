package merit.evaluation.report;

import java.util.List;
import java.util.Map;
import merit.evaluation.metric.Interval;
import merit.evaluation.metric.ObjectiveFigures;
import org.jspecify.annotations.Nullable;

/** How well each output agrees with its objective, as words; empty where there is one output. */
final class ObjectiveSection {
    private ObjectiveSection() {}

    static Object of(List<ObjectiveFigures> objectives) {
        return objectives.isEmpty()
                ? List.of()
                : Map.of("rows", objectives.stream().map(ObjectiveSection::row).toList());
    }

    private static Map<String, Object> row(ObjectiveFigures figures) {
        Interval accuracy = figures.accuracy();
        return Map.of(
                "name",
                figures.objective(),
                "accuracy",
                accuracy == null
                        ? "no pairs"
                        : Wording.percent(accuracy.value()) + " (" + Wording.range(accuracy) + ") of "
                                + Wording.count(figures.pairs()),
                "spearman",
                spearman(figures.spearman(), figures.prompts()));
    }

    private static String spearman(@Nullable Interval spearman, int prompts) {
        return spearman == null
                ? "none graded"
                : Wording.number(spearman.value()) + " (" + Wording.numberRange(spearman) + ") over "
                        + Wording.count(prompts) + " prompts";
    }
}
