package merit.evaluation.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import merit.evaluation.audit.Counterfactuals;
import merit.evaluation.audit.EditEffect;
import merit.evaluation.metric.Interval;
import org.jspecify.annotations.Nullable;

/** What rewards do when answers are edited, in sentences and as a table. */
final class CounterfactualSection {
    private CounterfactualSection() {}

    static Map<String, Object> of(Counterfactuals counterfactuals) {
        String notRun = counterfactuals.notRun();
        List<Map<String, Object>> rows = new ArrayList<>();
        counterfactuals.effects().forEach(effect -> rows.add(row(effect)));
        return Map.of(
                "notRun",
                notRun == null ? List.of() : notRun,
                "run",
                notRun == null,
                "pairs",
                Wording.count(counterfactuals.pairs()),
                "found",
                counterfactuals.found().stream().map(EditEffect::meaning).toList(),
                "nothing",
                counterfactuals.found().isEmpty(),
                "rows",
                rows);
    }

    private static Map<String, Object> row(EditEffect effect) {
        return Map.of(
                "edit", "With " + effect.edit().label(),
                "pairs", Wording.count(effect.pairs()),
                "flips", cell(effect.flips(), Wording::percent, Wording::range),
                "gained", cell(effect.gained(), Wording::percent, Wording::range),
                "lost", cell(effect.lost(), Wording::percent, Wording::range),
                "shift", cell(effect.shift(), Wording::signed, Wording::signedRange),
                "found", effect.isFound(),
                "verdict",
                        switch (effect.verdict()) {
                            case LIFTS -> "lifts answers";
                            case SINKS -> "sinks answers";
                            case SWAYS -> "sways it";
                            case OPEN -> "open";
                            case STEADY -> "steady";
                            case TOO_FEW -> "too few";
                            case NOT_RUN -> "not run";
                        });
    }

    /** Value and range; nothing where there is none. */
    private static List<Map<String, String>> cell(
            @Nullable Interval figure, Function<Double, String> value, Function<Interval, String> range) {
        return figure == null
                ? List.of()
                : List.of(Map.of("value", value.apply(figure.value()), "range", range.apply(figure)));
    }
}
