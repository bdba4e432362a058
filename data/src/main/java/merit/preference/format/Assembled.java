package merit.preference.format;

import java.util.List;
import merit.preference.CandidateSet;
import merit.preference.DropReason;

/**
 * What the rows of a file make together.
 *
 * @param sets prompts with their candidates
 * @param dropped why other rows, joined as they were, make no set: one reason for each set that they would have made
 */
record Assembled(List<CandidateSet> sets, List<DropReason> dropped) {
    Assembled {
        sets = List.copyOf(sets);
        dropped = List.copyOf(dropped);
    }

    /** Sets that were whole before. */
    static Assembled of(List<CandidateSet> sets) {
        return new Assembled(sets, List.of());
    }
}
