package merit.evaluation.audit;

import java.util.Arrays;

/**
 * A text as the set of its runs of three neighbouring words, hashed. A word is a run of letters and digits, in lower case; an
 * ideograph is a word of its own. A text of fewer words is one run. A word's hash is FNV-1a (64 bits) over its UTF-16 units, a
 * run's is the same over its words' hashes. Immutable.
 */
final class Shingles {
    private static final int WORDS = 3;
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    /** Ascending, each once. */
    private final long[] hashes;

    private final int words;

    private Shingles(long[] hashes, int words) {
        this.hashes = hashes;
        this.words = words;
    }

    static Shingles of(String text) {
        long[] words = words(text);
        int runs = words.length == 0 ? 0 : Math.max(1, words.length - WORDS + 1);
        long[] hashes = new long[runs];
        for (int start = 0; start < runs; start++) {
            long hash = FNV_OFFSET;
            for (int w = start; w < Math.min(words.length, start + WORDS); w++) {
                hash = (hash ^ words[w]) * FNV_PRIME;
            }
            hashes[start] = hash;
        }
        Arrays.sort(hashes);
        int used = 0;
        for (int k = 0; k < runs; k++) {
            if (k == 0 || hashes[k] != hashes[k - 1]) {
                hashes[used++] = hashes[k];
            }
        }
        return new Shingles(Arrays.copyOf(hashes, used), words.length);
    }

    private static long[] words(String text) {
        long[] words = new long[16];
        int count = 0;
        long hash = FNV_OFFSET;
        boolean inside = false;
        for (int k = 0; k <= text.length(); k++) {
            char c = k < text.length() ? text.charAt(k) : ' ';
            boolean alone = Character.isIdeographic(c);
            boolean part = !alone && Character.isLetterOrDigit(c);
            if (inside && !part) {
                words = put(words, count++, hash);
                hash = FNV_OFFSET;
            }
            if (alone) {
                words = put(words, count++, (FNV_OFFSET ^ c) * FNV_PRIME);
            } else if (part) {
                hash = (hash ^ Character.toLowerCase(c)) * FNV_PRIME;
            }
            inside = part;
        }
        return Arrays.copyOf(words, count);
    }

    private static long[] put(long[] words, int at, long word) {
        long[] room = at < words.length ? words : Arrays.copyOf(words, 2 * words.length);
        room[at] = word;
        return room;
    }

    /** How many words the text has. */
    int words() {
        return words;
    }

    /** [runs] Each different run once. */
    long[] hashes() {
        return hashes;
    }

    /** Shared runs as a share of all runs of either text (Jaccard); 0 where both have none. */
    double similarity(Shingles other) {
        int shared = 0;
        int i = 0;
        int j = 0;
        while (i < hashes.length && j < other.hashes.length) {
            int order = Long.compare(hashes[i], other.hashes[j]);
            shared += order == 0 ? 1 : 0;
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }
        int all = hashes.length + other.hashes.length - shared;
        return all == 0 ? 0 : (double) shared / all;
    }
}
