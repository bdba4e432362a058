package merit.scoring;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import merit.dialogue.Conversation;

/** Ranks candidates for one prompt by their reward. Thread-safe where its scorer is; does not close the scorer. */
public final class BestOfN {
    private final Scorer scorer;

    private BestOfN(Scorer scorer) {
        this.scorer = scorer;
    }

    /**
     * A candidate with its reward.
     *
     * @param index its place in the list that was given
     */
    public record Ranked(int index, String text, Score score) {}

    public static BestOfN of(Scorer scorer) {
        return new BestOfN(scorer);
    }

    /** The candidate with the highest reward; the earlier one where two are equal. */
    public Ranked pick(String prompt, List<String> candidates) {
        return rank(prompt, candidates).get(0);
    }

    /** All candidates, best first; equal rewards keep their order. */
    public List<Ranked> rank(String prompt, List<String> candidates) {
        return rank(Conversation.ofPrompt(prompt), candidates);
    }

    /**
     * All candidates, best first; equal rewards keep their order.
     *
     * @throws IllegalArgumentException where there is no candidate, or a reward is not a number
     */
    public List<Ranked> rank(Conversation prompt, List<String> candidates) {
        if (candidates.isEmpty()) {
            throw new IllegalArgumentException("nothing to rank: found 0 candidates, need at least one");
        }
        List<Score> scores = scorer.score(candidates.stream()
                .map(candidate -> new ScoreInput.Chat(prompt.answered(candidate)))
                .toList());
        List<Ranked> ranked = new ArrayList<>();
        for (int k = 0; k < candidates.size(); k++) {
            if (Double.isNaN(scores.get(k).value())) {
                throw new IllegalArgumentException("candidate " + k + " has no order: its score is not a number");
            }
            ranked.add(new Ranked(k, candidates.get(k), scores.get(k)));
        }
        ranked.sort(
                Comparator.comparingDouble((Ranked one) -> one.score().value()).reversed());
        return List.copyOf(ranked);
    }
}
