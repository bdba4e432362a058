package merit.cli;

import java.util.List;
import merit.preference.CandidateSet;
import merit.preference.store.StoredSets;

/** What audits and reports look at, which need texts in memory: all sets, or of those on disk a seeded sample. */
final class Sampled {
    /** So many prompts of each side at most. */
    static final int MOST = 20_000;

    private static final long SEED = 42;

    private Sampled() {}

    static List<CandidateSet> of(List<CandidateSet> sets) {
        return sets instanceof StoredSets stored ? stored.sample(MOST, SEED) : sets;
    }

    /** Says of which sides only a part is looked at. */
    static void say(Console console, List<CandidateSet> train, List<CandidateSet> held) {
        for (List<CandidateSet> side : List.of(train, held)) {
            if (side instanceof StoredSets && side.size() > MOST) {
                console.say(
                        "Note",
                        "baselines, calibration and the report look at " + Numbers.count(MOST) + " of the "
                                + Numbers.count(side.size())
                                + (side == train ? " prompts to train on" : " held-out prompts")
                                + ", drawn by a seed; training and its log use all");
            }
        }
    }
}
