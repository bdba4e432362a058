package merit.evaluation.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Finds texts that are nearly the same among many: MinHash signatures, cut into 21 bands of 6, bring together what agrees in a
 * whole band (locality-sensitive hashing), and what is brought together is verified on the texts themselves. Two texts that
 * share 80 % of their runs of words are missed twice in a thousand times, more similar ones more seldom still.
 *
 * <p>Of texts that agree in a band, a text is compared with the first fifty before it, so that a template filled in a
 * hundred thousand times does not take forever.
 */
final class NearTexts {
    /** From this share of common runs (Jaccard) two texts are nearly the same. */
    static final double NEAR = 0.8;

    private static final int BANDS = 21;
    private static final int ROWS = 6;
    private static final int COMPARED = 50;

    /** Estimates are off by up to this, four deviations. */
    private static final double SLACK = 0.14;

    /** The most promising ones are verified. */
    private static final int VERIFIED = 3;

    private final List<String> texts;
    private final Earlier earlier;
    private final int[][] signatures;

    /** [texts][3] Candidates by descending estimate, -1 for none; each written by one thread at a time. */
    private final int[][] candidates;

    private NearTexts(List<String> texts, Earlier earlier) {
        this.texts = texts;
        this.earlier = earlier;
        this.signatures = texts.parallelStream()
                .map(text -> MinHash.signature(Shingles.of(text)))
                .toArray(int[][]::new);
        this.candidates = new int[texts.size()][VERIFIED];
        for (int[] none : candidates) {
            Arrays.fill(none, -1);
        }
    }

    /** Which texts may be named as the one that another repeats. */
    @FunctionalInterface
    interface Earlier {
        /** @param before smaller than {@code text} */
        boolean test(int text, int before);
    }

    /**
     * Two texts that are nearly the same.
     *
     * @param text its place in the list
     * @param before that of the most similar one found, smaller
     * @param similarity share of common runs of three words (Jaccard)
     * @param estimated the same, estimated from the signatures
     */
    record Near(int text, int before, double similarity, double estimated) {}

    /** For each text that nearly repeats one before it, the most similar one; in order of the texts. */
    static List<Near> among(List<String> texts, Earlier earlier) {
        NearTexts search = new NearTexts(texts, earlier);
        for (int band = 0; band < BANDS; band++) {
            search.look(band);
        }
        return IntStream.range(0, texts.size())
                .parallel()
                .filter(text -> search.candidates[text][0] >= 0)
                .mapToObj(search::verified)
                .flatMap(List::stream)
                .toList();
    }

    private void look(int band) {
        long[] keyed = IntStream.range(0, texts.size())
                .parallel()
                .mapToLong(text -> (long) bandHash(signatures[text], band) << 32 | text)
                .toArray();
        Arrays.parallelSort(keyed);
        IntPredicate isStart = k -> k == 0 || keyed[k] >> 32 != keyed[k - 1] >> 32;
        IntStream.range(0, keyed.length).parallel().filter(isStart).forEach(start -> {
            int end = start + 1;
            while (end < keyed.length && !isStart.test(end)) {
                end++;
            }
            compare(keyed, start, end);
        });
    }

    /** Compares those that agree in a band; no text stands in two such runs. */
    private void compare(long[] keyed, int start, int end) {
        for (int k = start + 1; k < end; k++) {
            int text = (int) keyed[k];
            for (int j = start; j < k && j < start + COMPARED; j++) {
                int before = (int) keyed[j];
                if (earlier.test(text, before)) {
                    offer(text, before);
                }
            }
        }
    }

    private static int bandHash(int[] signature, int band) {
        int hash = 1;
        for (int row = band * ROWS; row < (band + 1) * ROWS; row++) {
            hash = (31 * hash + signature[row]) * 0x9e3779b1;
        }
        return hash;
    }

    private void offer(int text, int before) {
        int[] own = candidates[text];
        double estimate = MinHash.estimate(signatures[text], signatures[before]);
        if (estimate < NEAR - SLACK) {
            return;
        }
        int at = VERIFIED;
        for (int place = VERIFIED - 1; place >= 0; place--) {
            if (own[place] == before) {
                return;
            }
            if (own[place] < 0 || MinHash.estimate(signatures[text], signatures[own[place]]) < estimate) {
                at = place;
            }
        }
        if (at < VERIFIED) {
            System.arraycopy(own, at, own, at + 1, VERIFIED - at - 1);
            own[at] = before;
        }
    }

    private List<Near> verified(int text) {
        Shingles own = Shingles.of(texts.get(text));
        List<Near> best = new ArrayList<>();
        for (int before : candidates[text]) {
            if (before >= 0) {
                double similarity = own.similarity(Shingles.of(texts.get(before)));
                double known = best.isEmpty() ? NEAR : Math.nextUp(best.get(0).similarity());
                if (similarity >= known) {
                    best = List.of(
                            new Near(text, before, similarity, MinHash.estimate(signatures[text], signatures[before])));
                }
            }
        }
        return best;
    }
}
