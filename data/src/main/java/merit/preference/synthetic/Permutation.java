package merit.preference.synthetic;

/**
 * A seeded one-to-one map of the numbers from 0 to {@code size - 1}: a four-round Feistel network over the next even power of
 * two, walked until it lands inside (Black and Rogaway, "Ciphers with arbitrary finite domains", 2002). Drawing all
 * combinations in such an order never repeats one and remembers nothing but a counter.
 */
final class Permutation {
    private static final int ROUNDS = 4;
    private final long size;
    private final long seed;
    private final int halfBits;
    private final long halfMask;

    Permutation(long size, long seed) {
        this.size = size;
        this.seed = seed;
        int bits = 64 - Long.numberOfLeadingZeros(Math.max(1, size - 1));
        this.halfBits = (bits + 1) / 2;
        this.halfMask = (1L << halfBits) - 1;
    }

    long size() {
        return size;
    }

    long at(long index) {
        long value = index;
        do {
            value = once(value);
        } while (value >= size);
        return value;
    }

    private long once(long value) {
        long left = value >>> halfBits;
        long right = value & halfMask;
        for (int round = 0; round < ROUNDS; round++) {
            long mixed = left ^ (Dice.mix(Dice.mix(seed + round) ^ right) & halfMask);
            left = right;
            right = mixed;
        }
        return (left << halfBits) | right;
    }
}
