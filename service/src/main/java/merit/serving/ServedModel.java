package merit.serving;

import merit.scoring.PairProbability;
import merit.scoring.RowScorer;

/**
 * A model as it is served.
 *
 * @param scorer passes into the server's hands
 * @param probability turns two of its scores into a probability
 * @param calibrated whether that was fitted
 */
public record ServedModel(RowScorer scorer, PairProbability probability, boolean calibrated) {}
