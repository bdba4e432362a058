package merit.evaluation.audit;

import java.util.ArrayList;
import java.util.List;
import merit.preference.PreferencePair;
import merit.scoring.Score;
import merit.scoring.ScoreInput;
import merit.scoring.Scorer;

/**
 * A linear Bradley-Terry model over hashed words and word pairs of the response alone: the floor that every reward model
 * should beat, and on data that can be solved by set phrases the ceiling.
 *
 * <p>With x the {@link HashedWords} of a response, the reward is w.x, and w minimises
 * sum over pairs of softplus(-w.(x_chosen - x_rejected)) + penalty / 2 |w|^2. That is a logistic regression without
 * intercept on the differences (scikit-learn's C is 1 / penalty). Fitted to convergence, so the same pairs in the same order
 * give the same weights. The prompt is not read. Immutable, safe on any thread.
 */
public final class BagOfWords implements Scorer {
    /** Chosen by five folds on public human preferences. */
    public static final double DEFAULT_PENALTY = 100;

    private final double[] weights;

    private BagOfWords(double[] weights) {
        this.weights = weights;
    }

    /** Learns from {@code pairs}; a second or so for some thousands. Without pairs every response scores 0. */
    public static BagOfWords fit(List<PreferencePair> pairs) {
        return fit(pairs, DEFAULT_PENALTY);
    }

    /** As {@link #fit(List)}, with a penalty of one's own on large weights, above 0. */
    public static BagOfWords fit(List<PreferencePair> pairs, double penalty) {
        if (!(penalty > 0 && Double.isFinite(penalty))) {
            throw new IllegalArgumentException("penalty: found " + penalty + ", need a number above 0");
        }
        List<HashedWords> differences = new ArrayList<>(pairs.size());
        for (PreferencePair pair : pairs) {
            differences.add(HashedWords.of(pair.chosen()).minus(HashedWords.of(pair.rejected())));
        }
        return new BagOfWords(new DualAscent(differences, penalty).weights());
    }

    @Override
    public List<Score> score(List<? extends ScoreInput> inputs) {
        return inputs.stream()
                .map(input -> Score.of(HashedWords.of(response(input)).dot(weights)))
                .toList();
    }

    private static String response(ScoreInput input) {
        if (input instanceof ScoreInput.Chat chat) {
            return chat.conversation().response();
        }
        ScoreInput.Text text = (ScoreInput.Text) input;
        return text.second() == null ? text.first() : text.second();
    }
}
