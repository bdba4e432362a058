package merit.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import merit.encoding.Truncation;
import merit.encoding.TruncationAudit;
import merit.evaluation.audit.DataAudit;
import merit.evaluation.metric.Distribution;
import merit.evaluation.metric.Interval;
import merit.preference.DataReport;
import merit.preference.Duplicates;
import merit.preference.format.Format;
import org.jspecify.annotations.Nullable;

/** An inspection as lines for people. */
final class InspectionText {
    private final Console console;

    InspectionText(Console console) {
        this.console = console;
    }

    void print(String files, Inspection found) {
        DataAudit audit = found.audit();
        console.result(files);
        console.result("Rows", rows(found.report()) + dropped(found.report()));
        console.result("Prompts", prompts(audit.prompts()));
        console.result("Labels", labels(audit));
        console.result("Length", length(found.tokens()));
        console.result("At " + found.tokens().maxLength(), cutting(found.tokens()));
        if (audit.longerWins() != null) {
            console.result("Floors", floors(audit.longerWins(), found.bagOfWords()));
        }
        if (!found.giveaways().found().isEmpty()) {
            console.result("Looks", AuditText.giveaways(found.giveaways()));
        }
        if (found.repeats().isAny()) {
            console.result("Repeats", AuditText.inside(found.repeats()));
        }
        if (found.noise() != null) {
            console.result("Noise", AuditText.noise(found.noise()));
        }
        if (found.against() != null) {
            console.result("Against", AuditText.against(found.against()));
        }
        String look = look(audit.duplicates());
        if (!look.isEmpty()) {
            console.result("Look at", look + ": --list");
        }
    }

    private static String rows(DataReport report) {
        String formats = report.formats().stream()
                .distinct()
                .map(label -> Format.of(label).title())
                .collect(Collectors.joining(" and "));
        return Numbers.count(report.rows()) + ", " + formats + " · " + Numbers.count(report.pairs(), "pair") + ", "
                + Numbers.count(report.ties(), "tie");
    }

    /** A second line that says what was left out, or nothing. */
    static String dropped(DataReport report) {
        if (report.droppedInAll() == 0) {
            return "";
        }
        return "\ndropped " + Numbers.count(report.droppedInAll()) + ": "
                + report.dropped().entrySet().stream()
                        .map(entry -> Numbers.count(entry.getValue()) + " " + entry.getKey())
                        .collect(Collectors.joining(", "));
    }

    private static String prompts(DataAudit.Prompts prompts) {
        return Numbers.count(prompts.distinct()) + " different, with "
                + Numbers.count(prompts.firstUserTurns(), "first user turn") + ", of which one stands "
                + Numbers.count(prompts.mostSets(), "time") + " · " + Numbers.decimal(prompts.candidatesPerSet(), 1)
                + " answers each";
    }

    private static String labels(DataAudit audit) {
        DataAudit.Labels labels = audit.labels();
        List<String> parts = new ArrayList<>();
        labels.sources().forEach((source, count) -> parts.add(Numbers.count(count) + " by " + source));
        Integer flipped = labels.flipped();
        parts.add(
                flipped == null
                        ? "flips unknown"
                        : Numbers.count(flipped) + " known to be flipped ("
                                + Numbers.percent(
                                        flipped / (double) audit.counts().sets()) + ")");
        Distribution margins = labels.margins();
        parts.add(
                margins == null
                        ? "no margins"
                        : "margins median "
                                + Numbers.decimal(margins.quantiles().median(), 2) + ", from "
                                + Numbers.decimal(margins.quantiles().min(), 2) + " to "
                                + Numbers.decimal(margins.quantiles().max(), 2));
        return String.join(" · ", parts);
    }

    private static String length(TruncationAudit tokens) {
        return "median " + Numbers.count(tokens.medianTokens(), "token") + ", 95 % up to "
                + Numbers.count(tokens.tokens95()) + ", longest " + Numbers.count(tokens.longestTokens());
    }

    private static String floors(Interval longerWins, @Nullable Interval bagOfWords) {
        return "longer answer wins " + EvaluationText.percent(longerWins)
                + (bagOfWords == null ? "" : " · bag of words " + EvaluationText.percent(bagOfWords));
    }

    private static String cutting(TruncationAudit audit) {
        if (audit.overlongPairs() == 0) {
            return "every pair fits";
        }
        double pairs = audit.pairs();
        List<String> lines = new ArrayList<>();
        lines.add(Numbers.percent(audit.overlongPairs() / pairs) + " of pairs are longer" + advice(audit));
        for (Truncation side : Truncation.values()) {
            TruncationAudit.Side counts = audit.sides().get(side);
            if (counts != null) {
                lines.add(String.format(
                        Locale.ROOT,
                        "--truncation %-7s %6s become identical, %6s lose an answer, %6s lose part of one",
                        side.name().toLowerCase(Locale.ROOT),
                        Numbers.percent(counts.identical() / pairs),
                        Numbers.percent(counts.answerLost() / pairs),
                        Numbers.percent(counts.answerCut() / pairs)));
            }
        }
        return String.join("\n", lines);
    }

    /** What to do where cutting at the end, as most trainers do, makes pairs useless. */
    private static String advice(TruncationAudit audit) {
        TruncationAudit.Side end = audit.sides().get(Truncation.RIGHT);
        TruncationAudit.Side prompt = audit.sides().get(Truncation.PROMPT);
        boolean harmful = end != null && prompt != null && end.identical() > prompt.identical();
        return harmful ? "; keep --truncation prompt (the default), or raise --max-length" : "";
    }

    private static String look(Duplicates repeats) {
        List<String> parts = new ArrayList<>();
        add(parts, repeats.duplicates().size(), "duplicate");
        add(parts, repeats.contradictions().size(), "contradiction");
        add(parts, repeats.identicalAnswers().size(), "pair with identical answers", "pairs with identical answers");
        add(
                parts,
                repeats.nearIdenticalAnswers().size(),
                "pair with near-identical answers",
                "pairs with near-identical answers");
        return String.join(", ", parts);
    }

    private static void add(List<String> parts, int count, String noun) {
        add(parts, count, noun, noun + "s");
    }

    private static void add(List<String> parts, int count, String one, String many) {
        if (count > 0) {
            parts.add(Numbers.count(count) + " " + (count == 1 ? one : many));
        }
    }
}
