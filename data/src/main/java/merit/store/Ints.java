package merit.store;

import java.util.Arrays;

/** A list of numbers that grows, four bytes each. Not thread-safe. */
public final class Ints {
    private int[] values = new int[16];
    private int size;

    public void add(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, Math.addExact(size, size / 2));
        }
        values[size++] = value;
    }

    /** A copy of them. */
    public int[] toArray() {
        return Arrays.copyOf(values, size);
    }
}
