package merit.evaluation.audit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;

/**
 * A text as a sparse vector of hashed words. The text is put in lower case (root locale) and cut into words, each a run of
 * letters, digits and underscores (Unicode) or a single other sign that is not white space. Every word, and every two
 * neighbours joined by a space, goes to the bucket FNV-1a (32 bits, offset 2166136261, prime 16777619) of its UTF-8 bytes
 * modulo 2^18. A bucket with n hits has the value 1 + ln n. Immutable.
 */
final class HashedWords {
    static final int BUCKETS = 1 << 18;
    private static final int FNV_OFFSET = 0x811C9DC5;
    private static final int FNV_PRIME = 0x01000193;
    private static final Pattern WORD =
            Pattern.compile("[\\p{L}\\p{N}_]+|[^\\p{L}\\p{N}_\\s]", Pattern.UNICODE_CHARACTER_CLASS);

    /** In ascending order, each once. */
    private final int[] buckets;

    private final double[] values;

    private HashedWords(int[] buckets, double[] values) {
        this.buckets = buckets;
        this.values = values;
    }

    static HashedWords of(String text) {
        int[] hits = new int[64];
        int count = 0;
        String before = null;
        for (String word : words(text)) {
            if (count + 2 > hits.length) {
                hits = Arrays.copyOf(hits, 2 * hits.length);
            }
            hits[count++] = bucket(word);
            if (before != null) {
                hits[count++] = bucket(before + " " + word);
            }
            before = word;
        }
        Arrays.sort(hits, 0, count);
        return counted(hits, count);
    }

    /** In lower case, in order. */
    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(text.toLowerCase(Locale.ROOT));
        while (matcher.find()) {
            words.add(matcher.group());
        }
        return words;
    }

    static int bucket(String feature) {
        int hash = FNV_OFFSET;
        for (byte b : feature.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xFF)) * FNV_PRIME;
        }
        return hash & (BUCKETS - 1);
    }

    private static HashedWords counted(int[] sorted, int count) {
        int[] buckets = new int[count];
        double[] values = new double[count];
        int used = 0;
        for (int start = 0, end; start < count; start = end) {
            end = start;
            while (end < count && sorted[end] == sorted[start]) {
                end++;
            }
            buckets[used] = sorted[start];
            values[used++] = 1 + Math.log(end - start);
        }
        return new HashedWords(Arrays.copyOf(buckets, used), Arrays.copyOf(values, used));
    }

    /** The difference to {@code other}, bucket by bucket. */
    HashedWords minus(HashedWords other) {
        int most = buckets.length + other.buckets.length;
        int[] both = new int[most];
        double[] differences = new double[most];
        int used = 0;
        int i = 0;
        int j = 0;
        while (i < buckets.length || j < other.buckets.length) {
            int mine = i < buckets.length ? buckets[i] : BUCKETS;
            int others = j < other.buckets.length ? other.buckets[j] : BUCKETS;
            double difference = (mine <= others ? values[i] : 0) - (others <= mine ? other.values[j] : 0);
            both[used] = Math.min(mine, others);
            i += mine <= others ? 1 : 0;
            j += others <= mine ? 1 : 0;
            if (difference != 0) {
                differences[used++] = difference;
            }
        }
        return new HashedWords(Arrays.copyOf(both, used), Arrays.copyOf(differences, used));
    }

    /** With one more feature; what its bucket held before is gone. */
    HashedWords with(String feature, double value) {
        int bucket = bucket(feature);
        int found = Arrays.binarySearch(buckets, bucket);
        int at = found >= 0 ? found : -found - 1;
        int from = found >= 0 ? at + 1 : at;
        int size = at + 1 + buckets.length - from;
        int[] others = Arrays.copyOf(buckets, size);
        double[] amounts = Arrays.copyOf(values, size);
        System.arraycopy(buckets, from, others, at + 1, buckets.length - from);
        System.arraycopy(values, from, amounts, at + 1, buckets.length - from);
        others[at] = bucket;
        amounts[at] = value;
        return new HashedWords(others, amounts);
    }

    /** The opposite, bucket by bucket. */
    HashedWords turned() {
        return new HashedWords(buckets, DoubleStream.of(values).map(x -> -x).toArray());
    }

    int size() {
        return buckets.length;
    }

    double squaredLength() {
        double sum = 0;
        for (double value : values) {
            sum += value * value;
        }
        return sum;
    }

    double dot(double[] weights) {
        double sum = 0;
        for (int k = 0; k < buckets.length; k++) {
            sum += values[k] * weights[buckets[k]];
        }
        return sum;
    }

    /** Adds {@code factor} times this vector to {@code target}. */
    void addTo(double[] target, double factor) {
        for (int k = 0; k < buckets.length; k++) {
            target[buckets[k]] += factor * values[k];
        }
    }
}
