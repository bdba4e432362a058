package merit.training;

import java.util.List;
import java.util.Map;
import merit.encoding.TokenRow;
import merit.preference.CandidateSet;

/**
 * What a run learns from, as the engine sees it: distinct rows, and labels, each of which speaks of one output for one row or two.
 * Labels of the same answers are one item, so that a step has them together.
 */
sealed interface Lessons permits EncodedPairs, GradedRows {
    /** The distinct rows. */
    List<TokenRow> rows();

    /** How many labels. */
    int size();

    /** The rows that a label speaks of, by index. */
    int[] rowsOf(int label);

    /** Items by prompt, prompts in the order in which they first stand. */
    List<int[]> byPrompt();

    /** The labels of some items, item by item. */
    int[] labels(int[] items);

    /** What these labels weigh together in a mean over them. */
    double weight(int[] labels);

    /** The list that a label is of, which the loss takes as a whole; where it takes labels one by one, the label. */
    default int listOf(int label) {
        return label;
    }

    /** Where a label comes from. */
    CandidateSet source(int label);

    /** The place of that among the sets of its side. */
    int place(int label);

    /** A label for people. */
    Map<String, Object> sample(int label);
}
