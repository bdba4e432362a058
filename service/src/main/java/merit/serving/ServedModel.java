package merit.serving;

import merit.scoring.Calibration;
import merit.scoring.RowScorer;
import org.jspecify.annotations.Nullable;

/**
 * A model as it is served.
 *
 * @param scorer passes into the server's hands
 * @param calibration what was learnt of its scores and is kept with it
 * @param goldenDrift the largest difference of its golden scores, as it computes, from those in fp32; null where it computes in fp32 or
 *     has none
 */
public record ServedModel(
        RowScorer scorer, Calibration calibration, @Nullable Double goldenDrift) {
    /** One that computes as it was saved. */
    public ServedModel(RowScorer scorer, Calibration calibration) {
        this(scorer, calibration, null);
    }
}
