package merit.serving.dialect;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import merit.scoring.Score;
import merit.scoring.ScoreInput;
import org.jspecify.annotations.Nullable;

/**
 * Merit's {@code POST /score} for many: {@code rows}, each a prompt with a response, messages that end with one, or a {@code text}
 * (with a {@code text_pair}) that stands as it is. The answer holds all that is known of each score.
 */
final class BatchScore {
    private BatchScore() {}

    record Row(
            double score,
            @Nullable Map<String, Double> objectives,
            @Nullable Double spread,
            @Nullable Integer tokens,
            @Nullable Integer truncatedTokens) {}

    record Answer(String model, List<Row> rows) {}

    static Question read(Body body) {
        List<ScoreInput> inputs = new ArrayList<>();
        body.objects("rows").forEach(row -> inputs.add(input(row)));
        return Question.of(
                body,
                inputs,
                scored -> new Answer(
                        scored.model(),
                        scored.scores().stream().map(BatchScore::row).toList()));
    }

    private static ScoreInput input(Body row) {
        return row.has("text")
                ? new ScoreInput.Text(
                        row.text("text"), row.textOrNull("text_pair"), row.flag("add_special_tokens", true))
                : PromptScore.input(row);
    }

    private static Row row(Score score) {
        return new Row(
                score.value(),
                score.objectives().isEmpty() ? null : score.objectives(),
                score.spread(),
                score.tokens(),
                score.truncatedTokens());
    }
}
