package merit.store;

import java.util.Arrays;

/** Distinct digests, numbered from 0 as they come: 20 bytes a place, of which at most two thirds are taken. Not thread-safe. */
public final class DigestIndex {
    private static final int FIRST_PLACES = 1 << 10;
    private static final int FREE = -1;

    private long[] high = new long[FIRST_PLACES];
    private long[] low = new long[FIRST_PLACES];
    private int[] numbers = new int[FIRST_PLACES];
    private int size;

    public DigestIndex() {
        Arrays.fill(numbers, FREE);
    }

    /** How many there are. */
    public int size() {
        return size;
    }

    /** The number of this digest; {@link #size()} as it was before where it is new. */
    public int number(Digest digest) {
        if (3L * (size + 1) > 2L * numbers.length) {
            grow();
        }
        int place = place(digest.high(), digest.low());
        if (numbers[place] == FREE) {
            put(place, digest.high(), digest.low(), size++);
        }
        return numbers[place];
    }

    /** Where it stands, or would: linear probing from bits of the hash itself. */
    private int place(long h, long l) {
        int mask = numbers.length - 1;
        int place = (int) h & mask;
        while (numbers[place] != FREE && (high[place] != h || low[place] != l)) {
            place = (place + 1) & mask;
        }
        return place;
    }

    private void put(int place, long h, long l, int number) {
        high[place] = h;
        low[place] = l;
        numbers[place] = number;
    }

    private void grow() {
        long[] oldHigh = high;
        long[] oldLow = low;
        int[] oldNumbers = numbers;
        int places = Math.multiplyExact(2, oldNumbers.length);
        high = new long[places];
        low = new long[places];
        numbers = new int[places];
        Arrays.fill(numbers, FREE);
        for (int i = 0; i < oldNumbers.length; i++) {
            if (oldNumbers[i] != FREE) {
                put(place(oldHigh[i], oldLow[i]), oldHigh[i], oldLow[i], oldNumbers[i]);
            }
        }
    }
}
