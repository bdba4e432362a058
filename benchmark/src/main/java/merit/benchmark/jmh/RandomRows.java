package merit.benchmark.jmh;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import merit.encoding.TokenRow;

/** Rows as long as real ones: half of them below 120 tokens, few near the limit of 512; every two begin alike, as a pair's do. */
final class RandomRows {
    private static final int MEDIAN = 120;
    private static final int LONGEST = 512;
    private static final double SPREAD = 0.7;
    private static final int WORDS = 30_000;

    private RandomRows() {}

    /** The same in every run. */
    static List<TokenRow> of(int count) {
        Random random = new Random(1);
        List<TokenRow> rows = new ArrayList<>();
        int[] prompt = {};
        while (rows.size() < count) {
            if (rows.size() % 2 == 0) {
                prompt = words(random, length(random, MEDIAN / 2));
            }
            int[] answer = words(random, length(random, MEDIAN / 2));
            int[] ids = Arrays.copyOf(prompt, Math.min(LONGEST, prompt.length + answer.length));
            System.arraycopy(answer, 0, ids, prompt.length, ids.length - prompt.length);
            rows.add(new TokenRow(ids, new int[ids.length], 0, 0, Math.min(prompt.length, ids.length - 1)));
        }
        return rows;
    }

    private static int length(Random random, int median) {
        double drawn = median * Math.exp(SPREAD * random.nextGaussian());
        return (int) Math.max(2, Math.min(LONGEST - 2, drawn));
    }

    private static int[] words(Random random, int count) {
        return random.ints(count, 0, WORDS).toArray();
    }
}
