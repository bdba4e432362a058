package merit.layer;

import merit.tensor.Tensors;

/**
 * Rotary positions (Su et al., RoFormer, 2021): pairs of features of queries and keys are turned by angles that grow with the
 * position, so that their products depend on the distance alone.
 *
 * @param base of the speeds, {@code rope_theta}
 * @param size how many features of a head turn, from the first; even
 * @param scaling of the speeds
 * @param pairing which features are turned together
 */
public record Rotary(double base, int size, RotaryScaling scaling, Pairing pairing) {
    /** Which features make a pair. */
    public enum Pairing {
        /** Feature i and feature i + size / 2: LLaMA. */
        HALVES,
        /** Features 2i and 2i + 1: GPT-J. */
        NEIGHBOURS
    }

    /**
     * The angles of a batch; they belong to the current scope.
     *
     * @param batch of which every row stands behind {@code before} other tokens
     * @param before how many
     */
    public RotaryAngles of(TokenBatch batch, int before) {
        int tokens = batch.tokens();
        boolean alike = !batch.leftPadded() && before + tokens <= scaling.lengthOfOneSpeed();
        int rows = alike ? 1 : batch.rows();
        float[] cos = new float[rows * tokens * size];
        float[] sin = new float[rows * tokens * size];
        int[] lengths = batch.lengths();
        int[] starts = batch.firstPositions();
        for (int row = 0; row < rows; row++) {
            int length = before + (alike ? tokens : lengths[row]);
            Row where = new Row(row * tokens * size, before - (alike ? 0 : starts[row]), tokens);
            fill(where, scaling.frequencies(base, size, length), cos, sin);
        }
        return new RotaryAngles(
                Tensors.of(cos, rows, 1, tokens, size), Tensors.of(sin, rows, 1, tokens, size), pairing);
    }

    /** Where a row's values stand, the position of its first token, and how many there are. */
    private record Row(int offset, int first, int tokens) {}

    private void fill(Row row, float[] frequencies, float[] cos, float[] sin) {
        float factor = (float) scaling.attentionFactor();
        for (int t = 0; t < row.tokens; t++) {
            int position = Math.max(0, row.first + t);
            for (int pair = 0; pair < frequencies.length; pair++) {
                float angle = position * frequencies[pair];
                int one = row.offset + t * size + (pairing == Pairing.HALVES ? pair : 2 * pair);
                int other = pairing == Pairing.HALVES ? one + size / 2 : one + 1;
                cos[one] = cos[other] = (float) Math.cos(angle) * factor;
                sin[one] = sin[other] = (float) Math.sin(angle) * factor;
            }
        }
    }
}
