package merit.springai;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import merit.scoring.Guard;
import merit.scoring.Score;
import merit.scoring.ScoreInput;
import merit.scoring.Scorer;
import org.springframework.ai.evaluation.EvaluationRequest;
import org.springframework.ai.evaluation.EvaluationResponse;
import org.springframework.ai.evaluation.Evaluator;

/**
 * A reward model as Spring AI's {@link Evaluator}: an answer passes where its reward is not below a guard's threshold ({@code merit
 * guard} fits one). The score is the raw reward; the metadata hold {@code reward}, {@code threshold} and each objective. Documents of
 * the request are not read. Thread-safe where the scorer is; does not close it.
 */
public final class RewardEvaluator implements Evaluator {
    private final Scorer scorer;
    private final Guard guard;

    private RewardEvaluator(Scorer scorer, Guard guard) {
        this.scorer = scorer;
        this.guard = guard;
    }

    /** @param scorer a model in this process or a server's ({@code ScorerClient}) */
    public static RewardEvaluator of(Scorer scorer, Guard guard) {
        return new RewardEvaluator(scorer, guard);
    }

    @Override
    public EvaluationResponse evaluate(EvaluationRequest request) {
        Score score = scorer.score(List.of(ScoreInput.of(request.getUserText(), request.getResponseContent())))
                .get(0);
        boolean passes = !guard.blocks(score.value());
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("reward", score.value());
        metadata.put("threshold", guard.threshold());
        metadata.putAll(score.objectives());
        String feedback = passes
                ? ""
                : String.format(Locale.ROOT, "the reward is %.3f, need %.3f or more", score.value(), guard.threshold());
        return new EvaluationResponse(passes, (float) score.value(), feedback, metadata);
    }
}
