package merit.evaluation.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import merit.dialogue.Conversation;
import merit.dialogue.Message;
import merit.evaluation.metric.Evaluation;
import merit.evaluation.metric.ScoredPair;
import merit.evaluation.metric.ScoredSet;
import merit.preference.PreferencePair;

/**
 * Rows to look at.
 *
 * @param baseline what picks before the model does: the first candidate, or the longest answer of a pair or where the file's
 *     order tells the rating
 * @param selections ten prompts spread evenly over the data, none chosen for its outcome
 * @param wrong the pairs in which the rejected answer leads by most
 */
public record Examples(String baseline, List<SelectionRow> selections, List<WrongPair> wrong) {
    private static final int SELECTIONS = 10;
    private static final int WRONG = 5;

    /** How the model's pick stands to the baseline's, by their true ratings. */
    public enum Outcome {
        BETTER,
        SAME,
        WORSE
    }

    /**
     * @param truth rating from the data; for a pair 1 for the preferred answer and 0 for the other
     * @param score the model's
     */
    public record Pick(String text, double truth, double score) {}

    /** One prompt before and after. */
    public record SelectionRow(String prompt, Pick before, Pick after, Pick best, Outcome outcome) {}

    /** A pair that the model has the wrong way round. */
    public record WrongPair(String prompt, String chosen, double chosenScore, String rejected, double rejectedScore) {}

    public Examples {
        selections = List.copyOf(selections);
        wrong = List.copyOf(wrong);
    }

    static Examples of(Evaluation evaluation) {
        String rating = evaluation.candidates() == null ? null : evaluation.rating();
        boolean longest =
                evaluation.candidates() == null || evaluation.candidates().orderTellsRating();
        List<List<Pick>> rows = new ArrayList<>();
        List<String> prompts = new ArrayList<>();
        for (ScoredSet scored : evaluation.scored()) {
            List<Pick> picks = rating == null ? pairPicks(scored) : ratedPicks(scored, rating);
            if (picks.stream().mapToDouble(Pick::truth).distinct().count() > 1) {
                rows.add(picks);
                prompts.add(text(scored.set().prompt()));
            }
        }
        List<SelectionRow> selections = new ArrayList<>();
        int shown = Math.min(SELECTIONS, rows.size());
        for (int k = 0; k < shown; k++) {
            int row = (int) ((long) k * rows.size() / shown);
            selections.add(selection(prompts.get(row), rows.get(row), longest));
        }
        return new Examples(longest ? "longest answer" : "first candidate", selections, wrong(evaluation));
    }

    /** The prompt's turns, each with its speaker where there are several. */
    static String text(Conversation prompt) {
        if (prompt.messages().size() == 1) {
            return prompt.messages().get(0).content();
        }
        StringBuilder text = new StringBuilder();
        for (Message message : prompt.messages()) {
            text.append(text.isEmpty() ? "" : "\n\n")
                    .append(message.role().wireName())
                    .append(": ")
                    .append(message.content());
        }
        return text.toString();
    }

    private static List<Pick> ratedPicks(ScoredSet scored, String rating) {
        List<Pick> picks = new ArrayList<>();
        for (int k = 0; k < scored.scores().size(); k++) {
            var candidate = scored.set().candidates().get(k);
            Double truth = candidate.attributes().get(rating);
            if (truth == null) {
                return List.of();
            }
            picks.add(new Pick(candidate.response(), truth, scored.scores().get(k)));
        }
        return picks;
    }

    /** The first pair of the set, the rejected answer first: a tie never helps. */
    private static List<Pick> pairPicks(ScoredSet scored) {
        List<PreferencePair> pairs = scored.set().pairs();
        if (pairs.isEmpty()) {
            return List.of();
        }
        ScoredPair scores = scored.pairs().get(0);
        return List.of(
                new Pick(pairs.get(0).rejected(), 0, scores.rejected()),
                new Pick(pairs.get(0).chosen(), 1, scores.chosen()));
    }

    private static SelectionRow selection(String prompt, List<Pick> picks, boolean longest) {
        Pick before = longest
                ? highest(picks, Comparator.comparingInt(pick -> pick.text().length()))
                : picks.get(0);
        Pick after = highest(picks, Comparator.comparingDouble(Pick::score));
        Pick best = highest(picks, Comparator.comparingDouble(Pick::truth));
        Outcome outcome = after.truth() > before.truth()
                ? Outcome.BETTER
                : after.truth() < before.truth() ? Outcome.WORSE : Outcome.SAME;
        return new SelectionRow(prompt, before, after, after.truth() == best.truth() ? after : best, outcome);
    }

    private static Pick highest(List<Pick> picks, Comparator<Pick> order) {
        return picks.stream().max(order).orElseThrow();
    }

    private static List<WrongPair> wrong(Evaluation evaluation) {
        return evaluation.scored().stream()
                .flatMap(set -> IntStream.range(0, set.pairs().size()).mapToObj(k -> wrongPair(set, k)))
                .filter(pair -> pair.rejectedScore() > pair.chosenScore())
                .sorted(Comparator.comparingDouble(pair -> pair.chosenScore() - pair.rejectedScore()))
                .limit(WRONG)
                .toList();
    }

    private static WrongPair wrongPair(ScoredSet set, int k) {
        PreferencePair pair = set.set().pairs().get(k);
        ScoredPair scores = set.pairs().get(k);
        return new WrongPair(
                text(set.set().prompt()), pair.chosen(), scores.chosen(), pair.rejected(), scores.rejected());
    }
}
