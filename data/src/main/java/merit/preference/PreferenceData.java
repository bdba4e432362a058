package merit.preference;

import java.util.ArrayList;
import java.util.List;

/** Preferences in memory, with the account of what was read, kept and dropped. */
public record PreferenceData(List<CandidateSet> sets, DataReport report) {
    public PreferenceData {
        sets = List.copyOf(sets);
    }

    /** Sets that were made in memory. */
    public static PreferenceData of(List<CandidateSet> sets) {
        return new PreferenceData(sets, DataReport.of(sets));
    }

    /** Every judgement that is not a tie, in the order of the sets. */
    public List<PreferencePair> pairs() {
        List<PreferencePair> pairs = new ArrayList<>();
        for (CandidateSet set : sets) {
            pairs.addAll(set.pairs());
        }
        return pairs;
    }

    /** Both, this first. */
    public PreferenceData plus(PreferenceData other) {
        List<CandidateSet> all = new ArrayList<>(sets);
        all.addAll(other.sets);
        return new PreferenceData(all, report.plus(other.report));
    }

    /** The same history with other sets: a side of a split, a filtered list. */
    public PreferenceData withSets(List<CandidateSet> others) {
        return new PreferenceData(others, report.counting(others));
    }

    /**
     * Without judgements between identical answers and without those that stood before (same prompt, chosen and rejected),
     * each counted. A set that loses its last judgement in this way is gone.
     */
    public PreferenceData withoutRepeats() {
        return Duplicates.remove(this);
    }

    public Fingerprint fingerprint() {
        return Fingerprint.of(sets);
    }
}
