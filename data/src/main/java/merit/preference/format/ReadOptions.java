package merit.preference.format;

import merit.preference.Pairing;
import org.jspecify.annotations.Nullable;

/**
 * How files are read.
 *
 * @param format of every file, or null to find it from the first rows
 * @param pairing which judgements are made of ratings and rankings
 * @param maxSamples read so many rows in all, the first ones
 */
public record ReadOptions(@Nullable Format format, Pairing pairing, long maxSamples) {
    /** The format found from the rows, all pairs, every row. */
    public static final ReadOptions DEFAULT = new ReadOptions(null, Pairing.ALL, Long.MAX_VALUE);

    public ReadOptions {
        if (maxSamples < 1) {
            throw new IllegalArgumentException("max samples: found " + maxSamples + ", need 1 or more");
        }
    }

    public ReadOptions withFormat(@Nullable Format other) {
        return new ReadOptions(other, pairing, maxSamples);
    }

    public ReadOptions withPairing(Pairing other) {
        return new ReadOptions(format, other, maxSamples);
    }

    public ReadOptions withMaxSamples(long other) {
        return new ReadOptions(format, pairing, other);
    }
}
