package merit.evaluation.audit;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds phrases in answers, whole words only and in any case. A scan by first letters instead of a regular expression, which
 * would take most of an audit's time. Immutable.
 */
final class SetPhrases {
    private static final int LETTERS = 128;

    /** [first letter]: the phrases that begin with it. */
    private final List<List<String>> byLetter = new ArrayList<>();

    /** [first sign][second sign] in lower case, flat: whether any phrase begins with the two. */
    private final boolean[] begins = new boolean[LETTERS * LETTERS];

    /** @param phrases in lower case, beginning with an ASCII letter and one more ASCII sign, with typewriter apostrophes */
    SetPhrases(List<String> phrases) {
        for (int letter = 0; letter < LETTERS; letter++) {
            char first = (char) letter;
            byLetter.add(
                    phrases.stream().filter(phrase -> phrase.charAt(0) == first).toList());
        }
        for (String phrase : phrases) {
            begins[phrase.charAt(0) * LETTERS + phrase.charAt(1)] = true;
        }
    }

    /** Each of the beginnings followed by each of the ends. */
    static List<String> joined(List<String> beginnings, List<String> ends) {
        return beginnings.stream()
                .flatMap(beginning -> ends.stream().map(end -> beginning + " " + end))
                .toList();
    }

    /** How many stand in the first {@code reach} characters. */
    int count(String answer, int reach) {
        String text = plain(answer.substring(0, Math.min(reach, answer.length())));
        int found = 0;
        int before = LETTERS; // beyond ASCII: in no table
        for (int k = 0; k < text.length(); k++) {
            int sign = lower(text.charAt(k));
            if (before < LETTERS
                    && sign < LETTERS
                    && begins[before * LETTERS + sign]
                    && isStart(text, k - 1)
                    && isAt(text, k - 1)) {
                found++;
            }
            before = sign;
        }
        return found;
    }

    private static int lower(char sign) {
        return sign >= 'A' && sign <= 'Z' ? sign + ('a' - 'A') : sign;
    }

    /** Whether the answer opens with one of them, after quotes or the like. */
    boolean open(String answer) {
        int first = 0;
        while (first < Math.min(4, answer.length()) && !Character.isLetterOrDigit(answer.charAt(first))) {
            first++;
        }
        return isAt(plain(answer.substring(first, Math.min(first + 40, answer.length()))), 0);
    }

    private static boolean isStart(String text, int at) {
        return Character.isLetter(text.charAt(at)) && (at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1)));
    }

    private boolean isAt(String text, int at) {
        if (at >= text.length()) {
            return false;
        }
        char first = Character.toLowerCase(text.charAt(at));
        if (first >= LETTERS) {
            return false;
        }
        for (String phrase : byLetter.get(first)) {
            int end = at + phrase.length();
            if (text.regionMatches(true, at, phrase, 0, phrase.length())
                    && (end == text.length() || !Character.isLetterOrDigit(text.charAt(end)))) {
                return true;
            }
        }
        return false;
    }

    private static String plain(String text) {
        return text.indexOf('\u2019') < 0 ? text : text.replace('\u2019', '\'');
    }
}
