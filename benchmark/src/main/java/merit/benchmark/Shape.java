package merit.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import merit.encoding.BatchPlan;

/**
 * The shape of one forward pass.
 *
 * @param rows in the batch
 * @param tokens of the longest, to which the others are padded
 * @param realTokens that are not padding
 */
record Shape(int rows, int tokens, long realTokens) {
    /** The passes that rows of these lengths take, packed by length within a budget of padded tokens. */
    static List<Shape> of(int[] lengths, int passTokens) {
        List<Shape> shapes = new ArrayList<>();
        for (int[] pass : BatchPlan.pack(lengths, passTokens)) {
            int longest = Arrays.stream(pass).map(row -> lengths[row]).max().orElseThrow();
            long real = Arrays.stream(pass).mapToLong(row -> lengths[row]).sum();
            shapes.add(new Shape(pass.length, longest, real));
        }
        return shapes;
    }
}
