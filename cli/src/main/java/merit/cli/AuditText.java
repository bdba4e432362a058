package merit.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import merit.evaluation.audit.DomainShift;
import merit.evaluation.audit.DomainShift.Word;
import merit.evaluation.audit.Giveaways;
import merit.evaluation.audit.LabelNoise;
import merit.evaluation.audit.Repeats;
import merit.evaluation.audit.Repeats.Side;
import merit.evaluation.metric.Interval;

/** Findings of audits in words: what it is, and what to do. */
final class AuditText {
    /** So many of each side are named. */
    private static final int WORDS = 5;

    private AuditText() {}

    /** Looks by which the chosen answer shows, one a line. */
    static String giveaways(Giveaways giveaways) {
        return giveaways.found().stream()
                        .map(one -> "the answer with " + one.look() + " is chosen in "
                                + EvaluationText.percent(one.chosen()) + " of " + Numbers.count(one.pairs(), "pair"))
                        .collect(Collectors.joining("\n"))
                + "\na model can learn this instead of quality: bring pairs in which the other answer has it";
    }

    /** What stands twice in the data itself. */
    static String inside(Repeats repeats) {
        List<String> parts = new ArrayList<>();
        add(parts, repeats.prompts(), "prompt", "nearly the same under another first user turn");
        add(parts, repeats.answers(), "answer", "nearly the same to another prompt");
        return String.join("\n", parts) + "\na split by prompt may part them: held-out figures are then too good";
    }

    private static void add(List<String> parts, Side side, String noun, String near) {
        if (!side.exact().isEmpty()) {
            parts.add(Numbers.count(side.exact().size(), noun) + " of " + Numbers.count(side.texts())
                    + " word for word the same to another prompt");
        }
        if (!side.near().isEmpty()) {
            parts.add(Numbers.count(side.near().size(), noun) + " of " + Numbers.count(side.texts()) + " " + near);
        }
    }

    /** How many labels are probably flipped. */
    static String noise(LabelNoise noise) {
        Interval share = noise.share();
        String judge = "a judge that has not seen them agrees with " + EvaluationText.percent(noise.right())
                + " of the labels";
        if (share == null) {
            return judge + ": not sure enough to tell flips from its own mistakes";
        }
        return "about " + EvaluationText.percent(share) + " of the labels are flipped"
                + (noise.isFound()
                        ? ", " + Numbers.count(noise.suspects().size(), "suspect") + " to look at: --list"
                        : ", which may be none")
                + "\n" + judge;
    }

    /** What other data have in common with these. */
    static String against(OtherData other) {
        Repeats repeats = other.repeats();
        List<String> lines = new ArrayList<>();
        lines.add(String.join(", ", other.files()) + ", " + Numbers.count(other.sets(), "row"));
        lines.add(
                repeats.isAny()
                        ? Numbers.count(repeats.touched()) + " of " + Numbers.count(repeats.sets()) + " rows ("
                                + Numbers.percent(repeats.touched() / (double) repeats.sets())
                                + ") have a prompt or an answer that stands there: measure without them"
                        : "nothing of these stands there");
        if (repeats.isAny()) {
            lines.add("prompts: " + side(repeats.prompts()) + " · answers: " + side(repeats.answers()));
        }
        DomainShift shift = other.shift();
        if (shift != null) {
            lines.addAll(shift(shift));
        }
        return String.join("\n", lines);
    }

    private static String side(Side side) {
        return Numbers.count(side.exact().size()) + " word for word, "
                + Numbers.count(side.near().size()) + " nearly";
    }

    private static List<String> shift(DomainShift shift) {
        String apart = "a bag of words tells a row of these from one of the others in "
                + EvaluationText.percent(shift.auc()) + " of cases (AUC; 50 % by chance)";
        if (!shift.isNotable()) {
            return List.of("of one kind: " + apart);
        }
        List<String> lines = new ArrayList<>();
        lines.add("of another kind: " + apart + ",\nso what a model gets on one says little of the other");
        addWords(lines, "more here", shift, word -> word.first() > word.second());
        addWords(lines, "more there", shift, word -> word.first() < word.second());
        return lines;
    }

    /** The most telling words of one side, with the shares of rows that have them. */
    private static void addWords(List<String> lines, String side, DomainShift shift, Predicate<Word> isOf) {
        String words = shift.words().stream()
                .filter(isOf)
                .limit(WORDS)
                .map(word -> "\"" + word.text() + "\" (" + Numbers.percent(word.first()) + " of rows here, "
                        + Numbers.percent(word.second()) + " there)")
                .collect(Collectors.joining(", "));
        if (!words.isEmpty()) {
            lines.add(side + ": " + words);
        }
    }
}
