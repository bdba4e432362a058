package merit.tensor;

import java.util.Random;
import org.bytedeco.pytorch.global.torch;

/**
 * Where randomness starts. One number seeds a whole run: the engine's generator, from which dropout draws, and, through {@link
 * #random}, an independent Java generator for each named purpose, such as new weights, so that one more draw in one place changes
 * no other.
 *
 * @param value any number
 */
public record Seed(long value) {
    /** Seeds the engine's own generators, those of GPUs too. On the engine thread. */
    public void applyToEngine() {
        Engine.start();
        torch.manual_seed(value);
    }

    /** A generator of its own for a purpose such as {@code "shuffle"}, the same in every run with this seed. */
    public Random random(String purpose) {
        return new Random(mix(value * 31 + purpose.hashCode()));
    }

    /** The seed of a part of the work, such as an epoch. */
    public Seed of(long part) {
        return new Seed(mix(value + mix(part)));
    }

    /** The finaliser of SplitMix64 (Steele, Lea and Flood 2014): near seeds give far ones. */
    private static long mix(long z) {
        long a = (z + 0x9E3779B97F4A7C15L);
        a = (a ^ (a >>> 30)) * 0xBF58476D1CE4E5B9L;
        a = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return a ^ (a >>> 31);
    }
}
