package merit.serving.dialect;

import java.util.List;
import java.util.Map;
import merit.scoring.Score;

/**
 * OpenRLHF's {@code POST /get_reward}: whole texts in {@code query}, prompt and response with the special tokens already in them,
 * which are tokenised without adding any. {@code prompts} and {@code labels} are let pass.
 */
final class FullTextReward {
    private FullTextReward() {}

    record Answer(List<Double> rewards, List<Double> scores, Map<String, List<Integer>> extraLogs) {}

    static Question read(Body body) {
        List<String> texts = body.texts("query");
        return Question.of(body, Question.standing(texts, false), FullTextReward::answer);
    }

    private static Answer answer(Scored scored) {
        List<Double> rewards = scored.scores().stream().map(Score::value).toList();
        return new Answer(rewards, rewards, Map.of());
    }
}
