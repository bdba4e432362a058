package merit.evaluation.report;

import java.util.Map;
import merit.evaluation.audit.LengthLink;
import merit.evaluation.audit.Shortcut;
import merit.evaluation.audit.ShortcutAudit;
import merit.evaluation.metric.Interval;
import org.jspecify.annotations.Nullable;

/** What the model may reward instead of quality, in sentences and as a table. */
final class ShortcutSection {
    private ShortcutSection() {}

    static Map<String, Object> of(ShortcutAudit audit) {
        LengthLink length = audit.length();
        return Map.of(
                "length", length.meaning(),
                "raw", Wording.number(length.raw()),
                "people", Wording.number(length.people()),
                "partial", Wording.number(length.partial()),
                "found", audit.found().stream().map(Shortcut::meaning).toList(),
                "nothing", audit.found().isEmpty(),
                "tried", Wording.count(audit.phrasesTried()),
                "known", audit.known().stream().map(ShortcutSection::row).toList(),
                "phrases", audit.phrases().stream().map(ShortcutSection::row).toList());
    }

    private static Map<String, Object> row(Shortcut shortcut) {
        return Map.of(
                "feature", shortcut.feature(),
                "pairs", Wording.count(shortcut.pairs()),
                "people", percent(shortcut.people()),
                "model", percent(shortcut.model()),
                "with", percent(shortcut.accuracyWith()),
                "against", percent(shortcut.accuracyAgainst()),
                "found", shortcut.isFound(),
                "verdict",
                        switch (shortcut.verdict()) {
                            case DRAWN -> "drawn to it";
                            case SHUNS -> "shuns it";
                            case CLEAR -> "clear";
                            case TOO_FEW -> "too few";
                        });
    }

    private static String percent(@Nullable Interval share) {
        return share == null ? "" : Wording.percent(share.value()) + " (" + Wording.range(share) + ")";
    }
}
