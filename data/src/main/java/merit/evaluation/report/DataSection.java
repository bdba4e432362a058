package merit.evaluation.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import merit.evaluation.audit.DataAudit;
import merit.evaluation.metric.Distribution;
import merit.preference.DataReport;
import org.jspecify.annotations.Nullable;

/** What the figures were measured on. */
final class DataSection {
    private DataSection() {}

    /** Empty where nothing is known of the data. */
    static Map<String, Object> of(EvaluationReport.Data data) {
        if (data.report() == null && data.audit() == null) {
            return Map.of();
        }
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("read", data.report() == null ? List.of() : read(data.report()));
        content.put("audit", data.audit() == null ? List.of() : audit(data.audit()));
        return content;
    }

    private static Map<String, Object> read(DataReport report) {
        List<Map<String, String>> dropped = new ArrayList<>();
        report.dropped()
                .forEach((reason, count) -> dropped.add(Map.of("reason", reason, "count", Wording.count(count))));
        return Map.of(
                "files", String.join(", ", report.files()),
                "formats",
                        String.join(", ", report.formats().stream().distinct().toList()),
                "rows", Wording.count(report.rows()),
                "dropped", dropped,
                "nothingDropped", dropped.isEmpty());
    }

    private static Map<String, Object> audit(DataAudit audit) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("sets", Wording.count(audit.counts().sets()));
        content.put("candidates", Wording.count(audit.counts().candidates()));
        content.put("pairs", Wording.count(audit.counts().pairs()));
        content.put("ties", Wording.count(audit.counts().ties()));
        content.put("distinct", Wording.count(audit.prompts().distinct()));
        content.put("turns", Wording.count(audit.prompts().firstUserTurns()));
        Integer flipped = audit.labels().flipped();
        content.put("flipped", flipped == null ? List.of() : Wording.count(flipped));
        content.put(
                "longerWins",
                audit.longerWins() == null
                        ? List.of()
                        : Wording.percent(audit.longerWins().value()) + " (" + Wording.range(audit.longerWins()) + ")");
        content.put("duplicates", Wording.count(audit.duplicates().duplicates().size()));
        content.put(
                "contradictions",
                Wording.count(audit.duplicates().contradictions().size()));
        content.put(
                "identical", Wording.count(audit.duplicates().identicalAnswers().size()));
        content.put(
                "near", Wording.count(audit.duplicates().nearIdenticalAnswers().size()));
        content.put("lengths", lengths(audit.lengths()));
        return content;
    }

    private static List<Map<String, Object>> lengths(DataAudit.Lengths lengths) {
        List<Map<String, Object>> rows = new ArrayList<>();
        add(rows, "Prompt, characters", lengths.promptCharacters());
        add(rows, "Prompt, words", lengths.promptWords());
        add(rows, "Chosen answer, characters", lengths.chosenCharacters());
        add(rows, "Chosen answer, words", lengths.chosenWords());
        add(rows, "Rejected answer, characters", lengths.rejectedCharacters());
        add(rows, "Rejected answer, words", lengths.rejectedWords());
        return rows;
    }

    private static void add(List<Map<String, Object>> rows, String name, @Nullable Distribution distribution) {
        if (distribution != null) {
            rows.add(DistributionSection.row(name, distribution));
        }
    }
}
