package merit.layer;

/**
 * How fast each pair of features turns, in radians a position: the plain speeds of rotary positions (Su et al., RoFormer, 2021),
 * base^(-2i / size), and their stretchings for rows longer than those of pretraining, by the formulas and in the precision of
 * transformers' {@code modeling_rope_utils}.
 */
public sealed interface RotaryScaling {
    /**
     * The speeds of a row.
     *
     * @param base of the plain speeds, {@code rope_theta}
     * @param size features that turn, even
     * @param rowTokens how long the row is
     * @return [size / 2]
     */
    float[] frequencies(double base, int size, int rowTokens);

    /** By what cosines and sines are multiplied. */
    default double attentionFactor() {
        return 1;
    }

    /** The longest row whose speeds are those of every shorter one. */
    default int lengthOfOneSpeed() {
        return Integer.MAX_VALUE;
    }

    private static float[] plain(double base, int size) {
        float[] speeds = new float[size / 2];
        for (int i = 0; i < speeds.length; i++) {
            speeds[i] = 1f / (float) Math.pow(base, 2f * i / size);
        }
        return speeds;
    }

    /** The plain speeds. */
    record None() implements RotaryScaling {
        @Override
        public float[] frequencies(double base, int size, int rowTokens) {
            return plain(base, size);
        }
    }

    /** All speeds divided alike. */
    record Linear(double factor) implements RotaryScaling {
        @Override
        public float[] frequencies(double base, int size, int rowTokens) {
            float[] speeds = plain(base, size);
            for (int i = 0; i < speeds.length; i++) {
                speeds[i] /= (float) factor;
            }
            return speeds;
        }
    }

    /**
     * Dynamic NTK scaling: the base grows with each row beyond the positions of pretraining. transformers takes the longest row
     * of a batch, and remembers it; here each row has its own, so that its score does not depend on its company.
     *
     * @param positions of pretraining
     */
    record Dynamic(double factor, int positions) implements RotaryScaling {
        @Override
        public float[] frequencies(double base, int size, int rowTokens) {
            double stretch = factor * Math.max(rowTokens, positions) / positions - (factor - 1);
            return plain(base * Math.pow(stretch, size / (size - 2.0)), size);
        }

        @Override
        public int lengthOfOneSpeed() {
            return positions;
        }
    }

    /**
     * Llama 3.1's: fast pairs stay, slow ones are divided, those between are blended.
     *
     * @param lowFactor the slow ones turn less than this often in the positions of pretraining
     * @param highFactor the fast ones turn more than this often
     * @param positions of pretraining
     */
    record Llama3(double factor, double lowFactor, double highFactor, int positions) implements RotaryScaling {
        @Override
        public float[] frequencies(double base, int size, int rowTokens) {
            float[] speeds = plain(base, size);
            for (int i = 0; i < speeds.length; i++) {
                double wavelength = 2 * Math.PI / speeds[i];
                if (wavelength > positions / lowFactor) {
                    speeds[i] /= (float) factor;
                } else if (wavelength >= positions / highFactor) {
                    double smooth = (positions / wavelength - lowFactor) / (highFactor - lowFactor);
                    speeds[i] = (float) ((1 - smooth) * speeds[i] / factor + smooth * speeds[i]);
                }
            }
            return speeds;
        }
    }

    /**
     * YaRN (Peng, Quesnelle, Fan and Shippole, 2023): fast pairs stay, slow ones are divided, with a ramp over the pairs between.
     *
     * @param factor the paper's s
     * @param attentionFactor the paper's sqrt(1/t)
     * @param ramp where the fast pairs end and the slow ones begin
     * @param positions of pretraining, the paper's L
     */
    record Yarn(double factor, double attentionFactor, Ramp ramp, int positions) implements RotaryScaling {
        /**
         * @param fast the paper's beta
         * @param slow the paper's alpha
         * @param truncate whether both ends are whole pairs
         */
        public record Ramp(double fast, double slow, boolean truncate) {}

        @Override
        public float[] frequencies(double base, int size, int rowTokens) {
            double low = pair(ramp.fast, base, size);
            double high = pair(ramp.slow, base, size);
            low = Math.max(ramp.truncate ? Math.floor(low) : low, 0);
            high = Math.min(ramp.truncate ? Math.ceil(high) : high, size - 1);
            high += high == low ? 0.001 : 0;
            float[] speeds = plain(base, size);
            for (int i = 0; i < speeds.length; i++) {
                double slow = Math.max(0, Math.min(1, (i - low) / (high - low)));
                speeds[i] = (float) (speeds[i] / factor * slow + speeds[i] * (1 - slow));
            }
            return speeds;
        }

        /** The pair that turns so often in the positions of pretraining. */
        private double pair(double rotations, double base, int size) {
            return size * Math.log(positions / (rotations * 2 * Math.PI)) / (2 * Math.log(base));
        }
    }
}
