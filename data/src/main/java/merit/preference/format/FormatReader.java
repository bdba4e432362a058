package merit.preference.format;

import java.util.List;
import merit.preference.CandidateSet;
import tools.jackson.databind.node.ObjectNode;

/** Reads the rows of one file in one format. Not thread-safe; one for each file. */
interface FormatReader {
    /** Whether the row's keys and values are of this format. */
    boolean recognises(ObjectNode row);

    /**
     * The row's prompts with their candidates.
     *
     * @throws DataFileException where something in the row is wrong
     * @throws RowDropped where the row is right but cannot be used
     */
    List<CandidateSet> read(Row row) throws RowDropped;

    /** Whether several rows make one set, which only {@link #assemble} knows after the last of them. */
    default boolean joinsRows() {
        return false;
    }

    /** Called once after the last row with everything read, for formats in which several rows make one set. */
    default Assembled assemble(List<CandidateSet> sets) {
        return Assembled.of(sets);
    }

    /** Where in {@code row} the score of each candidate belongs, in the order of {@link #read}'s sets and candidates. */
    List<ScorePlace> places(ObjectNode row);
}
