package merit.evaluation.audit;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Short signatures of sets whose agreement estimates how much two sets share (Broder, "On the resemblance and containment of
 * documents", 1997): of each of 128 permutations of all numbers, the first member of the set. The share of permutations
 * in which two sets agree has the Jaccard index J as its mean and about sqrt(J (1 - J) / 128) as its deviation.
 *
 * <p>Permutation k is a[k] h + b[k] modulo 2^32, with a[k] odd, of the member's hash h after the last steps of MurmurHash3,
 * which spread it.
 */
final class MinHash {
    static final int PERMUTATIONS = 128;
    private static final int[] A = new int[PERMUTATIONS];
    private static final int[] B = new int[PERMUTATIONS];

    static {
        SplittableRandom random = new SplittableRandom(1);
        for (int k = 0; k < PERMUTATIONS; k++) {
            A[k] = (int) random.nextLong() | 1;
            B[k] = (int) random.nextLong();
        }
    }

    private MinHash() {}

    /** [128], to be compared as unsigned numbers with the sign bit turned; of an empty set all alike. */
    static int[] signature(Shingles shingles) {
        int[] least = new int[PERMUTATIONS];
        Arrays.fill(least, Integer.MAX_VALUE);
        for (long hash : shingles.hashes()) {
            int spread = spread((int) (hash ^ hash >>> 32));
            for (int k = 0; k < PERMUTATIONS; k++) {
                least[k] = Math.min(least[k], A[k] * spread + B[k] ^ Integer.MIN_VALUE);
            }
        }
        return least;
    }

    private static int spread(int hash) {
        int h = (hash ^ hash >>> 16) * 0x85ebca6b;
        h = (h ^ h >>> 13) * 0xc2b2ae35;
        return h ^ h >>> 16;
    }

    /** The Jaccard index, estimated. */
    static double estimate(int[] a, int[] b) {
        int same = 0;
        for (int k = 0; k < PERMUTATIONS; k++) {
            same += a[k] == b[k] ? 1 : 0;
        }
        return same / (double) PERMUTATIONS;
    }
}
