package merit.preference;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Whether two texts are nearly the same. */
final class Likeness {
    /** From this share of common words (Jaccard, counting repetitions) two texts are nearly the same. */
    static final double NEAR = 0.9;

    private Likeness() {}

    /** True where the words are the same but for case and punctuation, or nine tenths of them are shared. */
    static boolean near(String a, String b) {
        String lowerA = a.toLowerCase(Locale.ROOT);
        String lowerB = b.toLowerCase(Locale.ROOT);
        int inA = count(lowerA);
        int inB = count(lowerB);
        if (Math.min(inA, inB) < NEAR * Math.max(inA, inB)) {
            return false; // the most that can be shared is the shorter text
        }
        if (inA == 0) {
            return WhiteSpace.fold(a).equals(WhiteSpace.fold(b));
        }
        Map<String, Integer> wordsOfA = words(lowerA);
        Map<String, Integer> wordsOfB = words(lowerB);
        int common = 0;
        for (Map.Entry<String, Integer> entry : wordsOfA.entrySet()) {
            common += Math.min(entry.getValue(), wordsOfB.getOrDefault(entry.getKey(), 0));
        }
        return common >= NEAR * (inA + inB - common);
    }

    /** How many words. */
    private static int count(String text) {
        int words = 0;
        boolean inside = false;
        for (int i = 0; i < text.length(); i++) {
            boolean inWord = Character.isLetterOrDigit(text.charAt(i));
            words += inWord && !inside ? 1 : 0;
            inside = inWord;
        }
        return words;
    }

    private static Map<String, Integer> words(String lower) {
        Map<String, Integer> counts = new HashMap<>();
        int start = -1;
        for (int i = 0; i <= lower.length(); i++) {
            boolean inWord = i < lower.length() && Character.isLetterOrDigit(lower.charAt(i));
            if (inWord && start < 0) {
                start = i;
            } else if (!inWord && start >= 0) {
                counts.merge(lower.substring(start, i), 1, Integer::sum);
                start = -1;
            }
        }
        return counts;
    }
}
