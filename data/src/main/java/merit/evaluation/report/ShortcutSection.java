package merit.evaluation.report;

import java.util.List;
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
                "people", share(shortcut.people()),
                "model", share(shortcut.model()),
                "with", share(shortcut.accuracyWith()),
                "against", share(shortcut.accuracyAgainst()),
                "found", shortcut.isFound(),
                "verdict",
                        switch (shortcut.verdict()) {
                            case DRAWN -> "drawn to it";
                            case SHUNS -> "shuns it";
                            case CONFOUNDED -> "cannot be told";
                            case CLEAR -> "no sign of it";
                            case TOO_FEW -> "too few";
                        });
    }

    /** Value and range; nothing where there is no such pair. */
    private static List<Map<String, String>> share(@Nullable Interval share) {
        return share == null
                ? List.of()
                : List.of(Map.of("value", Wording.percent(share.value()), "range", Wording.range(share)));
    }
}
