package merit.evaluation.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import merit.dialogue.Conversation;
import merit.preference.Candidate;
import merit.preference.CandidateSet;
import merit.preference.Judgement;
import merit.preference.Origin;

/** Preferences without any meaning, in which tests plant what is to be found. */
final class MadeUp {
    private static final String[] SYLLABLES = "ka lo mi ne ru so ta ve wi xu bra dre fli gno".split(" ");

    private static final List<String> OPENINGS =
            List.of("", "", "", "Sure, ", "Great question! ", "I am sorry, ", "- ", "Zarquon hums: ");
    private static final List<String> ENDINGS = List.of("", "", "", " Thank you!", " Shall we?", " over and out");

    private final Random random;

    MadeUp(long seed) {
        random = new Random(seed);
    }

    /** One of about twenty thousand words. */
    String word() {
        return SYLLABLES[random.nextInt(14)]
                + SYLLABLES[random.nextInt(14)]
                + SYLLABLES[random.nextInt(14)]
                + (random.nextBoolean() ? "" : SYLLABLES[random.nextInt(14)].substring(0, 1));
    }

    String text(int fewest, int most) {
        List<String> words = new ArrayList<>();
        for (int k = fewest + random.nextInt(most - fewest + 1); k > 0; k--) {
            words.add(word());
        }
        return String.join(" ", words);
    }

    /** A text of which so many of twelve words are good ones, the others bad. */
    String worded(double good) {
        StringBuilder text = new StringBuilder(text(5, 15));
        for (int w = 0; w < 12; w++) {
            text.append(chance(good) ? " fine" : " poor").append((char) ('a' + (int) Math.abs(3 * gaussian())));
        }
        return text.toString();
    }

    /** The text between an opening and an ending, or none, that say nothing of it. */
    String dressed(String text) {
        return OPENINGS.get(random.nextInt(OPENINGS.size())) + text + " " + text(2, 6)
                + ENDINGS.get(random.nextInt(ENDINGS.size()));
    }

    /** The text with one word in so many exchanged. */
    String edited(String text, int oneIn) {
        String[] words = text.split(" ");
        for (int k = random.nextInt(oneIn); k < words.length; k += oneIn) {
            words[k] = word();
        }
        return String.join(" ", words);
    }

    boolean chance(double share) {
        return random.nextDouble() < share;
    }

    double gaussian() {
        return random.nextGaussian();
    }

    static CandidateSet pair(String file, int line, String prompt, String chosen, String rejected) {
        return new CandidateSet(
                Conversation.ofPrompt(prompt),
                List.of(Candidate.of(chosen), Candidate.of(rejected)),
                List.of(Judgement.prefers(0, 1, null)),
                Map.of(),
                new Origin(file, line));
    }
}
