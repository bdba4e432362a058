package merit.langchain4j;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.output.TokenUsage;
import dev.langchain4j.model.scoring.ScoringModel;
import java.util.List;
import java.util.Objects;
import merit.scoring.Score;
import merit.scoring.ScoreInput;
import merit.scoring.Scorer;
import org.jspecify.annotations.Nullable;

/**
 * A scorer as LangChain4j's {@link ScoringModel}: the query is the prompt, each segment a response to it, and its score the raw reward,
 * higher is better. What sorts documents by a cross encoder there sorts answers by reward. Thread-safe where the scorer is; does not
 * close it.
 */
public final class RewardScoringModel implements ScoringModel {
    private final Scorer scorer;

    private RewardScoringModel(Scorer scorer) {
        this.scorer = scorer;
    }

    /** @param scorer a model in this process or a server's ({@code ScorerClient}) */
    public static RewardScoringModel of(Scorer scorer) {
        return new RewardScoringModel(scorer);
    }

    /** The raw rewards, in the order of the segments; the tokens read are told where the scorer knows them. */
    @Override
    public Response<List<Double>> scoreAll(List<TextSegment> segments, String query) {
        List<Score> scores = scorer.score(segments.stream()
                .map(segment -> ScoreInput.of(query, segment.text()))
                .toList());
        return Response.from(scores.stream().map(Score::value).toList(), tokens(scores));
    }

    private static @Nullable TokenUsage tokens(List<Score> scores) {
        return scores.stream().anyMatch(score -> score.tokens() == null)
                ? null
                : new TokenUsage(scores.stream()
                        .mapToInt(score -> Objects.requireNonNull(score.tokens()))
                        .sum());
    }
}
