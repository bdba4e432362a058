package merit.preference;

import org.jspecify.annotations.Nullable;

/**
 * One judgement between two candidates of a {@link CandidateSet}.
 *
 * @param i index of the first candidate; in a plain pair the chosen one
 * @param j index of the second candidate; in a plain pair the rejected one
 * @param probability that i is preferred to j, 0 to 1: 1 for a plain pair, 0.5 for a tie, a share of votes otherwise
 * @param margin strength of the preference in the source's unit, or null where unknown
 * @param weight of this judgement in a loss, 1 by default
 * @param objective what was judged ({@code helpfulness}, ...); {@link #OVERALL} by default
 */
public record Judgement(
        int i, int j, double probability, @Nullable Double margin, double weight, String objective) {
    public static final String OVERALL = "overall";

    public Judgement {
        if (i < 0 || j < 0 || i == j) {
            throw new IllegalArgumentException("a judgement is between two candidates: found " + i + " and " + j);
        }
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("probability: found " + probability + ", need 0 to 1");
        }
        if (margin != null && !Double.isFinite(margin)) {
            throw new IllegalArgumentException("margin: found " + margin + ", need a finite number");
        }
        if (!(weight >= 0 && Double.isFinite(weight))) {
            throw new IllegalArgumentException("weight: found " + weight + ", need a finite number from 0");
        }
    }

    /** Candidate i is preferred to j. */
    public static Judgement prefers(int i, int j, @Nullable Double margin) {
        return new Judgement(i, j, 1.0, margin, 1.0, OVERALL);
    }

    /** The same, of another objective. */
    public Judgement of(String other) {
        return new Judgement(i, j, probability, margin, weight, other);
    }

    /** The index of the preferred candidate; of a tie the first. */
    public int better() {
        return probability >= 0.5 ? i : j;
    }

    /** The index of the other one. */
    public int worse() {
        return probability >= 0.5 ? j : i;
    }

    public boolean isTie() {
        return probability == 0.5;
    }
}
