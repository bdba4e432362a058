package merit.scoring;

import java.util.List;

/** A scorer without a model: the reward of a response is its number of characters. Counts its calls. */
public final class LengthScorer implements Scorer {
    private int calls;
    private int rows;

    @Override
    public List<Score> score(List<? extends ScoreInput> inputs) {
        calls++;
        rows += inputs.size();
        return inputs.stream().map(LengthScorer::score).toList();
    }

    public int calls() {
        return calls;
    }

    public int rows() {
        return rows;
    }

    private static Score score(ScoreInput input) {
        if (input instanceof ScoreInput.Chat chat) {
            return Score.of(chat.conversation().response().length());
        }
        throw new IllegalArgumentException("reads conversations only: found " + input);
    }
}
