package merit.training;

/** Checks of single settings, with one way to say what is wrong. */
final class Limits {
    private Limits() {}

    static void require(boolean holds, String option, Object found, String need) {
        if (!holds) {
            throw new IllegalArgumentException(option + ": found " + found + ", need " + need);
        }
    }

    static void requireFrom(String option, double value, double least) {
        require(value >= least && Double.isFinite(value), option, value, "a finite number from " + (long) least);
    }

    static void requireShare(String option, double value) {
        require(value >= 0 && value < 1, option, value, "a number from 0 and below 1");
    }
}
