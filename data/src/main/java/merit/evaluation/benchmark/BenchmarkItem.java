package merit.evaluation.benchmark;

import java.util.Collections;
import java.util.List;
import merit.dialogue.Conversation;
import merit.preference.format.Row;

/**
 * One question of a benchmark.
 *
 * @param row where it stands
 * @param id as the benchmark numbers it; empty where it does not
 * @param subset the part of the benchmark that it belongs to
 * @param prompt before the answers
 * @param answers in the order of the file: chosen before rejected, A before B
 * @param right for each answer whether it is a right one
 */
public record BenchmarkItem(
        Row row, String id, String subset, Conversation prompt, List<String> answers, List<Boolean> right) {
    public BenchmarkItem {
        answers = List.copyOf(answers);
        right = List.copyOf(right);
        if (answers.size() != right.size() || !right.contains(true) || !right.contains(false)) {
            throw row.wrong("found " + Collections.frequency(right, true) + " right and "
                    + Collections.frequency(right, false) + " wrong answers, need at least one of each");
        }
    }

    /** Pairs of one prompt are resampled together. */
    String cluster() {
        return prompt.messages().toString();
    }
}
