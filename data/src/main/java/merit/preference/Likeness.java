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
        Map<String, Integer> wordsOfA = words(a);
        Map<String, Integer> wordsOfB = words(b);
        int inA = wordsOfA.values().stream().mapToInt(Integer::intValue).sum();
        int inB = wordsOfB.values().stream().mapToInt(Integer::intValue).sum();
        if (inA == 0 || inB == 0) {
            return inA == inB && WhiteSpace.fold(a).equals(WhiteSpace.fold(b));
        }
        int common = 0;
        for (Map.Entry<String, Integer> entry : wordsOfA.entrySet()) {
            common += Math.min(entry.getValue(), wordsOfB.getOrDefault(entry.getKey(), 0));
        }
        return common >= NEAR * (inA + inB - common);
    }

    private static Map<String, Integer> words(String text) {
        Map<String, Integer> counts = new HashMap<>();
        int start = -1;
        String lower = text.toLowerCase(Locale.ROOT);
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
