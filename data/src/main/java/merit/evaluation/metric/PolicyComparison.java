package merit.evaluation.metric;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleBiFunction;
import merit.dialogue.Conversation;
import org.jspecify.annotations.Nullable;

/**
 * Two policies' answers to the same prompts, judged by one scorer. Where a prompt has several answers of a policy, each is held
 * against each of the other's. Means are over prompts, intervals resample first user turns.
 *
 * @param prompts that both have answered
 * @param unmatched prompts that only one has answered, left out
 * @param winRate how often the second policy's answer gets the higher reward, equal rewards half
 * @param gain reward of the second's answer less that of the first's
 * @param longer characters of the second's answer less those of the first's
 * @param alike the win rate where the lengths differ by a tenth at most: what is left once length is out of the way; null
 *     with fewer than thirty such prompts
 * @param alikePrompts prompts that have such answers
 */
public record PolicyComparison(
        int prompts,
        int unmatched,
        Interval winRate,
        Interval gain,
        Interval longer,
        @Nullable Interval alike,
        int alikePrompts) {
    private static final int ENOUGH = 30;
    private static final double ALIKE = 0.1;

    /** An answer with its reward. */
    private record Answer(int length, double reward) {
        boolean isLike(Answer other) {
            return Math.abs(length - other.length) <= ALIKE * Math.max(length, other.length);
        }
    }

    private record Pair(String cluster, List<Answer> first, List<Answer> second) {
        /** Mean over all pairs of answers for which {@code value} is a number; NaN without any. */
        double mean(ToDoubleBiFunction<Answer, Answer> value) {
            return first.stream()
                    .flatMapToDouble(a -> second.stream().mapToDouble(b -> value.applyAsDouble(a, b)))
                    .filter(x -> !Double.isNaN(x))
                    .average()
                    .orElse(Double.NaN);
        }
    }

    /**
     * @param first the first policy's answers, scored
     * @param second the second policy's answers to the same prompts, scored
     * @throws IllegalArgumentException where they have no prompt in common
     */
    public static PolicyComparison of(List<ScoredSet> first, List<ScoredSet> second, ClusteredBootstrap bootstrap) {
        Map<Conversation, List<ScoredSet>> ours = byPrompt(first);
        Map<Conversation, List<ScoredSet>> theirs = byPrompt(second);
        List<Pair> pairs = new ArrayList<>();
        ours.forEach((prompt, sets) -> {
            List<ScoredSet> others = theirs.get(prompt);
            if (others != null) {
                pairs.add(new Pair(sets.get(0).cluster(), answers(sets), answers(others)));
            }
        });
        if (pairs.isEmpty()) {
            throw new IllegalArgumentException("two policies are compared on the same prompts: found " + ours.size()
                    + " and " + theirs.size() + " prompts, and none in both; let both answer the same file");
        }
        Clusters clusters = Clusters.of(pairs.stream().map(Pair::cluster).toList());
        List<Pair> like = pairs.stream()
                .filter(pair -> !Double.isNaN(pair.mean(PolicyComparison::winAlike)))
                .toList();
        return new PolicyComparison(
                pairs.size(),
                ours.size() + theirs.size() - 2 * pairs.size(),
                bootstrap.share(clusters, column(pairs, PolicyComparison::win)),
                bootstrap.mean(clusters, column(pairs, (a, b) -> b.reward() - a.reward())),
                bootstrap.mean(clusters, column(pairs, (a, b) -> b.length() - a.length())),
                like.size() < ENOUGH
                        ? null
                        : bootstrap.share(
                                Clusters.of(like.stream().map(Pair::cluster).toList()),
                                column(like, PolicyComparison::winAlike)),
                like.size());
    }

    /** Whether one wins more often than the other by more than chance. */
    public boolean isReal() {
        return winRate.excludes(0.5);
    }

    private static double win(Answer first, Answer second) {
        return 0.5 + 0.5 * Math.signum(second.reward() - first.reward());
    }

    private static double winAlike(Answer first, Answer second) {
        return first.isLike(second) ? win(first, second) : Double.NaN;
    }

    private static double[] column(List<Pair> pairs, ToDoubleBiFunction<Answer, Answer> value) {
        return pairs.stream().mapToDouble(pair -> pair.mean(value)).toArray();
    }

    private static Map<Conversation, List<ScoredSet>> byPrompt(List<ScoredSet> scored) {
        Map<Conversation, List<ScoredSet>> sets = new LinkedHashMap<>();
        scored.stream()
                .filter(one -> !one.scores().isEmpty())
                .forEach(one -> sets.computeIfAbsent(one.set().prompt(), prompt -> new ArrayList<>())
                        .add(one));
        return sets;
    }

    private static List<Answer> answers(List<ScoredSet> sets) {
        List<Answer> answers = new ArrayList<>();
        for (ScoredSet one : sets) {
            for (int k = 0; k < one.scores().size(); k++) {
                answers.add(new Answer(
                        one.set().candidates().get(k).response().length(),
                        one.scores().get(k)));
            }
        }
        return answers;
    }
}
