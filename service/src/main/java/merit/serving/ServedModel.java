package merit.serving;

import merit.scoring.PairOdds;
import merit.scoring.RowScorer;

/**
 * A model as it is served.
 *
 * @param scorer passes into the server's hands
 * @param odds what was learnt of its scores and is kept with it
 */
public record ServedModel(RowScorer scorer, PairOdds odds) {}
