package merit.langchain4j;

import java.util.List;
import java.util.Map;
import merit.dialogue.Conversation;
import merit.scoring.Score;
import merit.scoring.ScoreInput;
import merit.scoring.Scorer;

/** The reward of an answer is its length; one that repeats its prompt loses a hundred. */
final class LengthScorer implements Scorer {
    @Override
    public List<Score> score(List<? extends ScoreInput> inputs) {
        return inputs.stream()
                .map(input -> ((ScoreInput.Chat) input).conversation())
                .map(LengthScorer::score)
                .toList();
    }

    private static Score score(Conversation conversation) {
        String prompt = conversation.messages().get(0).content();
        String response = conversation.response();
        double reward = response.length() - (response.equals(prompt) ? 100 : 0);
        return new Score(reward, Map.of(), null, prompt.length() + response.length(), 0);
    }
}
