package merit.evaluation.metric;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import merit.dialogue.Conversation;
import merit.scoring.Score;
import merit.scoring.ScoreInput;
import merit.scoring.Scorer;

/**
 * Scores every distinct row once, longest first, so that rows of like length travel together and a lack of memory shows at
 * once.
 */
public final class DistinctRows {
    private DistinctRows() {}

    /**
     * The score of each.
     *
     * @param rowsPerCall how many rows go to the scorer at once, between two calls of {@code progress}
     * @throws IllegalStateException where the scorer gives fewer or more scores than it was asked for
     */
    public static Map<Conversation, Score> score(
            Scorer scorer, Collection<Conversation> rows, int rowsPerCall, Progress progress) {
        List<Conversation> distinct = new ArrayList<>(new LinkedHashSet<>(rows));
        distinct.sort(Comparator.comparingInt(DistinctRows::characters).reversed());
        Map<Conversation, Score> scores = new LinkedHashMap<>();
        for (int start = 0; start < distinct.size(); start += rowsPerCall) {
            List<Conversation> call = distinct.subList(start, Math.min(distinct.size(), start + rowsPerCall));
            List<Score> values =
                    scorer.score(call.stream().map(ScoreInput.Chat::new).toList());
            if (values.size() != call.size()) {
                throw new IllegalStateException("a scorer gives one score a row: found " + values.size() + ", need "
                        + call.size() + "; look at the scorer");
            }
            for (int k = 0; k < call.size(); k++) {
                scores.put(call.get(k), values.get(k));
            }
            progress.scored(start + call.size(), distinct.size());
        }
        return scores;
    }

    private static int characters(Conversation conversation) {
        return conversation.messages().stream()
                .mapToInt(message -> message.content().length())
                .sum();
    }
}
