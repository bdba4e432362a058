package merit.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.scoring.ScoringModel;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.aggregator.ReRankingContentAggregator;
import dev.langchain4j.rag.query.Query;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RewardScoringModelTest {
    private final ScoringModel model = RewardScoringModel.of(new LengthScorer());

    @Test
    void eachSegmentIsAResponseToTheQuery() {
        Response<List<Double>> response =
                model.scoreAll(List.of(TextSegment.from("A leak."), TextSegment.from("Why?")), "Why?");
        assertThat(response.content()).containsExactly(7.0, -96.0);
        assertThat(Objects.requireNonNull(response.tokenUsage()).inputTokenCount())
                .isEqualTo(11 + 8);
        assertThat(model.score("A leak.", "Why?").content()).isEqualTo(7.0);
    }

    @Test
    void langChain4jsOwnReRankingSortsByReward() {
        Query query = Query.from("Why?");
        List<Content> sorted = new ReRankingContentAggregator(model)
                .aggregate(Map.of(
                        query,
                        List.of(List.of(
                                Content.from("No."), Content.from("A leak in the pool."), Content.from("Why?")))));
        assertThat(sorted)
                .extracting(content -> content.textSegment().text())
                .containsExactly("A leak in the pool.", "No.", "Why?");
    }
}
