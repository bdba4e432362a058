package merit.preference.format;

import java.util.List;
import merit.preference.CandidateSet;
import merit.preference.DropReason;
import merit.preference.Origin;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * One row of a file as it stands there, with what was understood of it.
 *
 * @param json the row, unchanged
 * @param origin file and line
 * @param format of the file
 * @param sets the prompts with candidates in this row: one in most formats, several in a tree, none where it was dropped
 * @param dropped why there is no set, or null
 */
public record SourceRow(
        ObjectNode json,
        Origin origin,
        Format format,
        List<CandidateSet> sets,
        @Nullable DropReason dropped) {
    public SourceRow {
        sets = List.copyOf(sets);
    }
}
