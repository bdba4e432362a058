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

    /** The angles of a batch, one row's for all where positions and speeds are alike; they belong to the current scope. */
    public RotaryAngles of(TokenBatch batch) {
        int tokens = batch.tokens();
        boolean alike = batch.positions() == null && tokens <= scaling.lengthOfOneSpeed();
        int rows = alike ? 1 : batch.rows();
        float[] cos = new float[rows * tokens * size];
        float[] sin = new float[rows * tokens * size];
        int[] lengths = batch.lengths();
        int[] starts = batch.firstPositions();
        for (int row = 0; row < rows; row++) {
            int real = alike ? tokens : lengths[row];
            float[] frequencies = scaling.frequencies(base, size, alike ? tokens : batch.positionsOf(row));
            for (int at = 0; at < real; at++) {
                int offset = (row * tokens + starts[row] + at) * size;
                fill(offset, alike ? at : batch.position(row, at), frequencies, cos, sin);
            }
        }
        return new RotaryAngles(
                Tensors.of(cos, rows, 1, tokens, size), Tensors.of(sin, rows, 1, tokens, size), pairing);
    }

    private void fill(int offset, int position, float[] frequencies, float[] cos, float[] sin) {
        float factor = (float) scaling.attentionFactor();
        for (int pair = 0; pair < frequencies.length; pair++) {
            float angle = position * frequencies[pair];
            int one = offset + (pairing == Pairing.HALVES ? pair : 2 * pair);
            int other = pairing == Pairing.HALVES ? one + size / 2 : one + 1;
            cos[one] = cos[other] = (float) Math.cos(angle) * factor;
            sin[one] = sin[other] = (float) Math.sin(angle) * factor;
        }
    }
}
