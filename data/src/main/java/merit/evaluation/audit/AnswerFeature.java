package merit.evaluation.audit;

import java.util.List;
import java.util.function.ToIntFunction;

/**
 * What shows in an answer at a glance, and what a model may reward instead of quality.
 *
 * @param label in words, for "the answer with ..."
 * @param amount how much of it an answer has
 */
record AnswerFeature(String label, ToIntFunction<String> amount) {
    /** Refusals and the like stand at the beginning. */
    private static final int BEGINNING = 300;

    private static final SetPhrases REFUSALS = new SetPhrases(refusals());
    private static final SetPhrases AFFIRMATIONS = new SetPhrases(List.of(
            "yes",
            "yeah",
            "sure",
            "certainly",
            "of course",
            "absolutely",
            "definitely",
            "great question",
            "good question",
            "no problem"));
    private static final SetPhrases SELVES =
            new SetPhrases(List.of("as an ai", "as an artificial", "as a language model", "language model"));
    private static final SetPhrases POLITE = new SetPhrases(List.of(
            "thanks",
            "thank you",
            "please",
            "sorry",
            "apology",
            "apologies",
            "apologize",
            "apologise",
            "glad to",
            "happy to help",
            "happy to assist",
            "hope this helps",
            "hope that helps",
            "you're welcome",
            "you are welcome",
            "feel free"));

    static final AnswerFeature LENGTH = new AnswerFeature("more characters", String::length);
    static final AnswerFeature MARKDOWN =
            new AnswerFeature("more Markdown (lists, headings, bold, code)", AnswerFeature::markdown);
    static final AnswerFeature REFUSAL =
            new AnswerFeature("a refusal", text -> Math.min(1, REFUSALS.count(text, BEGINNING)));
    static final AnswerFeature AFFIRMATION = new AnswerFeature(
            "an opening such as \"Yes!\", \"Sure\", \"Certainly\", \"Great question\"",
            text -> AFFIRMATIONS.open(text) ? 1 : 0);
    static final AnswerFeature SELF =
            new AnswerFeature("\"as an AI\" or \"language model\"", text -> Math.min(1, SELVES.count(text, BEGINNING)));
    static final AnswerFeature POLITENESS = new AnswerFeature(
            "politeness (thanks, please, sorry, \"happy to help\")", text -> POLITE.count(text, text.length()));
    static final AnswerFeature EXCLAMATION =
            new AnswerFeature("more exclamation marks", text -> occurrences(text, "!"));
    static final AnswerFeature QUESTION = new AnswerFeature("more questions back", text -> occurrences(text, "?"));

    /** Every one of them. */
    static final List<AnswerFeature> ALL =
            List.of(LENGTH, MARKDOWN, REFUSAL, AFFIRMATION, SELF, POLITENESS, EXCLAMATION, QUESTION);

    int in(String answer) {
        return amount.applyAsInt(answer);
    }

    private static List<String> refusals() {
        return SetPhrases.joined(
                List.of(
                        "i can't",
                        "i cannot",
                        "i can not",
                        "i won't",
                        "i will not",
                        "i'm unable to",
                        "i am unable to",
                        "i'm not able to",
                        "i am not able to",
                        "i'd rather not",
                        "i would rather not",
                        "i'm sorry but i",
                        "i'm sorry, but i",
                        "i am sorry, but i",
                        "i'm afraid i"),
                List.of(
                        "help", "assist", "answer", "provide", "do", "give", "support", "comply", "offer", "say",
                        "can't", "cannot", "won't", "don't"));
    }

    /** Items of lists, headings, bold words and fences of code. */
    private static int markdown(String text) {
        int found = occurrences(text, "**") / 2 + occurrences(text, "```");
        for (int start = 0; start >= 0 && start < text.length(); ) {
            found += isMarked(text, start) ? 1 : 0;
            int end = text.indexOf('\n', start);
            start = end < 0 ? -1 : end + 1;
        }
        return found;
    }

    /** Whether the line is a heading, or an item of a list. */
    private static boolean isMarked(String text, int start) {
        int at = start;
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        int mark = at;
        while (at < text.length() && (text.charAt(at) == '#' || Character.isDigit(text.charAt(at)))) {
            at++;
        }
        boolean heading = at > mark && text.charAt(mark) == '#';
        boolean number = at > mark && !heading && at < text.length() && ".)".indexOf(text.charAt(at)) >= 0;
        boolean bullet = at == mark && at < text.length() && "-*+".indexOf(text.charAt(at)) >= 0;
        int space = heading ? at : at + 1;
        return (heading || number || bullet) && space < text.length() && text.charAt(space) == ' ';
    }

    private static int occurrences(String text, String sign) {
        int found = 0;
        for (int at = text.indexOf(sign); at >= 0; at = text.indexOf(sign, at + sign.length())) {
            found++;
        }
        return found;
    }
}
