package merit.preference.synthetic;

import java.util.List;

/**
 * SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014), written out so that the same
 * seed gives the same text on every JDK.
 */
final class Dice {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private long state;

    Dice(long seed) {
        state = seed;
    }

    /** Dice of their own for the {@code index}-th thing made from {@code seed}: things do not depend on their order. */
    static Dice of(long seed, long index) {
        return new Dice(mix(mix(seed + GOLDEN) ^ index));
    }

    static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    long next() {
        state += GOLDEN;
        return mix(state);
    }

    /** From 0 to {@code bound - 1}; the bias is below 2^-32 for every bound used here. */
    int below(int bound) {
        return (int) Long.remainderUnsigned(next(), bound);
    }

    boolean chance(double probability) {
        return (next() >>> 11) * 0x1.0p-53 < probability;
    }

    <T> T pick(List<T> things) {
        return things.get(below(things.size()));
    }

    /** Fisher and Yates, in place. */
    <T> void shuffle(List<T> things) {
        for (int last = things.size() - 1; last > 0; last--) {
            int other = below(last + 1);
            T moved = things.get(last);
            things.set(last, things.get(other));
            things.set(other, moved);
        }
    }
}
