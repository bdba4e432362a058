package merit.evaluation.audit;

import java.util.List;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What shows in an answer at a glance, and what a model may reward instead of quality.
 *
 * @param label in words, for "the answer with ..."
 * @param amount how much of it an answer has
 */
record AnswerFeature(String label, ToIntFunction<String> amount) {
    /** Set phrases of this kind stand at the beginning. */
    private static final int BEGINNING = 300;

    static final AnswerFeature LENGTH = new AnswerFeature("more characters", String::length);

    static final AnswerFeature MARKDOWN = new AnswerFeature(
            "more Markdown (lists, headings, bold, code)",
            count("(?m)^\\s{0,8}([-*+]|\\d{1,3}[.)])\\s+\\S|^#{1,6} |\\*\\*[^*\\n]+\\*\\*|```"));

    static final AnswerFeature REFUSAL = new AnswerFeature(
            "a refusal",
            has(
                    "\\b(i('m| am) (sorry|afraid)[,;]? but|i (can't|cannot|can not|won't|will not|am unable to|'m unable to|am"
                            + " not able to|'m not able to) (help|assist|answer|provide|do|give|support|comply|fulfill|offer))"
                            + "|\\bi('d| would) rather not\\b"));

    static final AnswerFeature AFFIRMATION = new AnswerFeature(
            "an opening such as \"Yes!\", \"Sure\", \"Certainly\", \"Great question\"",
            has(
                    "\\A\\W{0,3}(yes\\b|yeah\\b|sure\\b|certainly\\b|of course\\b|absolutely\\b|definitely\\b|great question|good"
                            + " question|no problem\\b)"));

    static final AnswerFeature SELF = new AnswerFeature(
            "\"as an AI\" or \"language model\"", has("\\bas an? (ai|artificial)\\b|\\blanguage model\\b"));

    static final AnswerFeature POLITENESS = new AnswerFeature(
            "politeness (thanks, please, sorry, \"happy to help\")",
            count("\\b(thank(s| you)|please|sorry|apolog(y|ies|ize|ise)|glad to|happy to (help|assist)|hope (this|that)"
                    + " helps|you('re| are) welcome|feel free)\\b"));

    static final AnswerFeature EXCLAMATION = new AnswerFeature("more exclamation marks", text -> signs(text, '!'));

    static final AnswerFeature QUESTION = new AnswerFeature("more questions back", text -> signs(text, '?'));

    /** Every one of them. */
    static final List<AnswerFeature> ALL =
            List.of(LENGTH, MARKDOWN, REFUSAL, AFFIRMATION, SELF, POLITENESS, EXCLAMATION, QUESTION);

    int in(String answer) {
        return amount.applyAsInt(answer);
    }

    private static ToIntFunction<String> has(String pattern) {
        Pattern compiled = compile(pattern);
        return text -> compiled.matcher(plain(text.substring(0, Math.min(BEGINNING, text.length()))))
                        .find()
                ? 1
                : 0;
    }

    private static ToIntFunction<String> count(String pattern) {
        Pattern compiled = compile(pattern);
        return text -> {
            Matcher matcher = compiled.matcher(plain(text));
            int found = 0;
            while (matcher.find()) {
                found++;
            }
            return found;
        };
    }

    private static int signs(String text, char sign) {
        return (int) text.chars().filter(c -> c == sign).count();
    }

    private static Pattern compile(String pattern) {
        return Pattern.compile(pattern, Pattern.CASE_INSENSITIVE);
    }

    /** With typewriter apostrophes. */
    private static String plain(String text) {
        return text.replace('\u2019', '\'');
    }
}
