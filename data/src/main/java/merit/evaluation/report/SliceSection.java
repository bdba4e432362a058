package merit.evaluation.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import merit.evaluation.metric.Slice;
import merit.evaluation.metric.Slices;

/** Accuracy by part of the data, as a table. */
final class SliceSection {
    private SliceSection() {}

    /** Empty where the data has one part only. */
    static Map<String, Object> of(Slices slices) {
        if (slices.slices().isEmpty()) {
            return Map.of();
        }
        List<Map<String, Object>> rows = new ArrayList<>();
        String before = "";
        for (Slice slice : slices.slices()) {
            rows.add(row(slice, !slice.by().equals(before)));
            before = slice.by();
        }
        return Map.of(
                "rows",
                rows,
                "notable",
                slices.notable().stream().map(SliceSection::said).toList(),
                "nothing",
                slices.notable().isEmpty(),
                "enough",
                Slice.ENOUGH_PROMPTS,
                "notCut",
                slices.notCut().isEmpty() ? List.of() : String.join(", ", slices.notCut()));
    }

    /** {@code source = b.jsonl: 55.0 %, 9.1 points below the rest}. */
    static String said(Slice slice) {
        return slice.by() + " = " + slice.value() + ": "
                + Wording.percent(slice.accuracy().value()) + ", "
                + Wording.points(Math.abs(slice.difference())).substring(1) + " points "
                + (slice.difference() < 0 ? "below" : "above") + " the rest";
    }

    private static Map<String, Object> row(Slice slice, boolean first) {
        return Map.of(
                "by", first ? slice.by() : "",
                "value", slice.value(),
                "pairs", Wording.count(slice.pairs()),
                "prompts", Wording.count(slice.prompts()),
                "accuracy", Wording.percent(slice.accuracy().value()),
                "range", Wording.range(slice.accuracy()),
                "difference", Wording.points(slice.difference()),
                "small", slice.small(),
                "notable", slice.isNotable(),
                "adjusted", slice.small() ? "" : Wording.chance(slice.adjusted()));
    }
}
