package merit.serving;

import merit.scoring.PairOdds;
import merit.scoring.RowScorer;
import org.jspecify.annotations.Nullable;

/**
 * A model as it is served.
 *
 * @param scorer passes into the server's hands
 * @param odds what was learnt of its scores and is kept with it
 * @param goldenDrift the largest difference of its golden scores, as it computes, from those in fp32; null where it computes in fp32 or
 *     has none
 */
public record ServedModel(
        RowScorer scorer, PairOdds odds, @Nullable Double goldenDrift) {
    /** One that computes as it was saved. */
    public ServedModel(RowScorer scorer, PairOdds odds) {
        this(scorer, odds, null);
    }
}
