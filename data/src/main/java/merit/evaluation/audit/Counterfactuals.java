package merit.evaluation.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import merit.dialogue.Conversation;
import merit.evaluation.metric.DistinctRows;
import merit.evaluation.metric.EvaluationOptions;
import merit.evaluation.metric.ScoredPair;
import merit.evaluation.metric.ScoredSet;
import merit.preference.PreferencePair;
import merit.scoring.Scorer;
import org.hipparchus.stat.StatUtils;
import org.jspecify.annotations.Nullable;

/**
 * What rewards do when answers are edited in ways that leave them worth what they were: a judge of what is said stays with
 * its preferences. Needs the model itself, since it has not scored the edited answers yet. Where an answer stands among the
 * others is no edit: a model that scores each answer alone cannot see it.
 *
 * @param pairs looked at, a sample of those whose rewards differ
 * @param deviation standard deviation of their answers' rewards, the unit of every shift
 * @param effects one for each edit
 * @param notRun why nothing was asked of the model; null where it was
 */
public record Counterfactuals(
        int pairs,
        double deviation,
        List<EditEffect> effects,
        @Nullable String notRun) {
    /** So many pairs are enough to see one flip in ten, and cost two thousand scores. */
    public static final int PAIRS = 200;

    public Counterfactuals {
        effects = List.copyOf(effects);
    }

    /** All edits, of which nothing is known. */
    public static Counterfactuals notRun(String why) {
        return new Counterfactuals(
                0, 0, Arrays.stream(Edit.values()).map(EditEffect::notRun).toList(), why);
    }

    /**
     * Asks the model about a sample of its pairs.
     *
     * @param scorer that gave the scores
     * @param pairs how many at most, drawn by the seed of the options' bootstrap; about ten scores each
     */
    public static Counterfactuals of(Scorer scorer, List<ScoredSet> scored, int pairs, EvaluationOptions options) {
        List<Ranked> sample = sample(scored, pairs, options.bootstrap().seed());
        if (sample.isEmpty()) {
            return notRun("no pair has rewards that differ");
        }
        Set<Conversation> rows = new LinkedHashSet<>();
        for (Edit edit : Edit.values()) {
            sample.stream().filter(one -> one.isChangedBy(edit)).forEach(one -> rows.addAll(one.rows(edit)));
        }
        Map<Conversation, Double> scores = new HashMap<>();
        DistinctRows.score(scorer, rows, options.rowsPerCall(), options.progress())
                .forEach((row, score) -> scores.put(row, score.value()));
        double deviation = Math.sqrt(StatUtils.variance(sample.stream()
                .flatMapToDouble(one -> Arrays.stream(new double[] {one.high(), one.low()}))
                .toArray()));
        return new Counterfactuals(
                sample.size(),
                deviation,
                Arrays.stream(Edit.values())
                        .map(edit -> new EditOutcome(edit, deviation, options.bootstrap()).of(sample, scores))
                        .toList(),
                null);
    }

    /** Everything to act on. */
    public List<EditEffect> found() {
        return effects.stream().filter(EditEffect::isFound).toList();
    }

    /**
     * A pair in the model's order.
     *
     * @param better the answer of higher reward
     * @param worse the other
     * @param high reward of the better one
     * @param low reward of the other
     */
    record Ranked(Conversation prompt, String better, String worse, double high, double low, String cluster) {
        static Ranked of(PreferencePair pair, ScoredPair scores) {
            boolean agrees = scores.difference() > 0;
            return new Ranked(
                    pair.prompt(),
                    agrees ? pair.chosen() : pair.rejected(),
                    agrees ? pair.rejected() : pair.chosen(),
                    agrees ? scores.chosen() : scores.rejected(),
                    agrees ? scores.rejected() : scores.chosen(),
                    scores.cluster());
        }

        boolean isChangedBy(Edit edit) {
            return edit.isOfPrompt() || isChanged(edit, better) || isChanged(edit, worse);
        }

        static boolean isChanged(Edit edit, String answer) {
            return !edit.applied(answer).equals(answer);
        }

        Conversation edited(Edit edit, String answer) {
            return edit.applied(prompt).answered(edit.applied(answer));
        }

        /** Those that are new. */
        private List<Conversation> rows(Edit edit) {
            List<Conversation> rows = new ArrayList<>();
            for (String answer : List.of(better, worse)) {
                if (edit.isOfPrompt() || isChanged(edit, answer)) {
                    rows.add(edited(edit, answer));
                }
            }
            return rows;
        }
    }

    private static List<Ranked> sample(List<ScoredSet> scored, int most, long seed) {
        List<Ranked> all = new ArrayList<>();
        for (ScoredSet set : scored) {
            List<PreferencePair> pairs = set.set().pairs();
            List<ScoredPair> scores = set.pairs();
            for (int k = 0; k < pairs.size(); k++) {
                if (scores.get(k).difference() != 0) {
                    all.add(Ranked.of(pairs.get(k), scores.get(k)));
                }
            }
        }
        Collections.shuffle(all, new Random(seed));
        return List.copyOf(all.subList(0, Math.min(most, all.size())));
    }
}
