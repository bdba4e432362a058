package merit.springai;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import merit.scoring.Guard;
import merit.scoring.Score;
import merit.scoring.ScoreInput;
import merit.scoring.Scorer;
import org.junit.jupiter.api.Test;
import org.springframework.ai.evaluation.EvaluationRequest;
import org.springframework.ai.evaluation.EvaluationResponse;

class RewardEvaluatorTest {
    /** An answer's reward is its length; so is its helpfulness. */
    private static final Scorer LENGTHS = new Scorer() {
        @Override
        public List<Score> score(List<? extends ScoreInput> inputs) {
            return inputs.stream()
                    .map(input -> (double)
                            ((ScoreInput.Chat) input).conversation().response().length())
                    .map(length -> new Score(length, Map.of("helpfulness", length), null, null, null))
                    .toList();
        }
    };

    private final RewardEvaluator evaluator = RewardEvaluator.of(LENGTHS, new Guard(8, 0.01, 100));

    @Test
    void anAnswerWhoseRewardReachesTheThresholdPasses() {
        EvaluationResponse response = evaluator.evaluate(new EvaluationRequest("Why?", "Because."));
        assertThat(response.isPass()).isTrue();
        assertThat(response.getScore()).isEqualTo(8);
        assertThat(response.getFeedback()).isEmpty();
        assertThat(response.getMetadata()).isEqualTo(Map.of("reward", 8.0, "threshold", 8.0, "helpfulness", 8.0));
    }

    @Test
    void oneBelowItDoesNotAndIsToldWhy() {
        EvaluationResponse response = evaluator.evaluate(new EvaluationRequest("Why?", "No."));
        assertThat(response.isPass()).isFalse();
        assertThat(response.getFeedback()).isEqualTo("the reward is 3.000, need 8.000 or more");
    }
}
