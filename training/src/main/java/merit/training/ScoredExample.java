package merit.training;

import merit.preference.PreferencePair;

/** A pair and its two rewards. */
public record ScoredExample(PreferencePair pair, double chosen, double rejected) {}
