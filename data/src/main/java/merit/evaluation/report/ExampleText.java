package merit.evaluation.report;

import java.util.Locale;
import java.util.Map;
import merit.evaluation.report.Examples.Pick;
import merit.evaluation.report.Examples.SelectionRow;
import merit.evaluation.report.Examples.WrongPair;

/** Rows of examples as the templates need them; long texts are folded behind their beginning. */
final class ExampleText {
    private static final int LONG = 180;

    private ExampleText() {}

    static Map<String, Object> selection(SelectionRow row) {
        return Map.of(
                "prompt", folded(row.prompt()),
                "before", pick(row.before()),
                "after", pick(row.after()),
                "best", pick(row.best()),
                "same", row.after().text().equals(row.before().text()),
                "perfect", row.after().truth() == row.best().truth(),
                "outcome", row.outcome().name().toLowerCase(Locale.ROOT));
    }

    static Map<String, Object> wrong(WrongPair pair) {
        return Map.of(
                "prompt", folded(pair.prompt()),
                "chosen", folded(pair.chosen()),
                "chosenScore", Wording.number(pair.chosenScore()),
                "rejected", folded(pair.rejected()),
                "rejectedScore", Wording.number(pair.rejectedScore()));
    }

    private static Map<String, Object> pick(Pick pick) {
        return Map.of(
                "text", folded(pick.text()),
                "truth", Wording.number(pick.truth()),
                "score", Wording.number(pick.score()));
    }

    /** {@code short} for the whole of a short text; {@code start} and {@code whole} for a long one. */
    static Map<String, Object> folded(String text) {
        if (text.isBlank()) {
            return Map.of("empty", true, "short", false, "long", false);
        }
        if (text.length() <= LONG) {
            return Map.of("empty", false, "short", text, "long", false);
        }
        int cut = text.lastIndexOf(' ', LONG);
        int end = cut > LONG / 2 ? cut : Character.isHighSurrogate(text.charAt(LONG - 1)) ? LONG - 1 : LONG;
        return Map.of(
                "empty", false,
                "short", false,
                "long", Map.of("start", text.substring(0, end).strip(), "whole", text));
    }
}
