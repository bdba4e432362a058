package merit.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The known name that a mistyped one was most likely meant to be. */
final class NearestName {
    private NearestName() {}

    /** The known name at the smallest edit distance, where that is at most a third of its length. */
    static Optional<String> of(String wrong, Collection<String> known) {
        return known.stream()
                .filter(name -> distance(wrong, name) <= Math.max(1, name.length() / 3))
                .min(Comparator.<String>comparingInt(name -> distance(wrong, name))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** {@code  Did you mean learning_rate?} with a blank before it, or nothing. */
    static String hint(String wrong, Collection<String> known) {
        return of(wrong, known).map(name -> " Did you mean " + name + "?").orElse("");
    }

    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int swap = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(swap, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
