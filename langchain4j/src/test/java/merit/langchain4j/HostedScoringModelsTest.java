package merit.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.cohere.CohereScoringModel;
import dev.langchain4j.model.jina.JinaScoringModel;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.scoring.ScoringModel;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import merit.scoring.Calibration;
import merit.scoring.PairOdds;
import merit.serving.Access;
import merit.serving.ApiKeys;
import merit.serving.ModelSource;
import merit.serving.RequestLog;
import merit.serving.ScoringServer;
import merit.serving.ServedModel;
import merit.serving.ServingConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** LangChain4j's own clients of hosted rerankers, as they are, pointed at Merit's server. */
@Timeout(300)
class HostedScoringModelsTest {
    private static final String KEY = "first-key";
    private static final String QUERY = "Why?";
    private static final List<TextSegment> ANSWERS = List.of(
            TextSegment.from("A leak."),
            TextSegment.from("A leak in the pool of connections."),
            TextSegment.from("No."));

    @SuppressWarnings("NullAway.Init")
    private static ScoringServer server;

    @BeforeAll
    static void start() throws IOException {
        ServingConfig local = ServingConfig.local(0);
        ServingConfig keyed = new ServingConfig(
                new Access("127.0.0.1", 0, ApiKeys.of(List.of(KEY)), ApiKeys.NONE, false),
                local.requests(),
                local.batches(),
                local.conventions(),
                local.tokenizationWorkers(),
                local.cachedScores());
        ModelSource length = new ModelSource(
                "length", () -> new ServedModel(new ResponseLengthScorer(), PairOdds.of(Calibration.NONE)));
        server = ScoringServer.listen(keyed, List.of(length), RequestLog.NONE);
        server.load();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void jinasFindsEachAnswersScoreInTheOrderInWhichItAsked() {
        Response<List<Double>> response = scored(JinaScoringModel.builder()
                .baseUrl(url())
                .apiKey(KEY)
                .modelName("length")
                .maxRetries(0)
                .build());
        assertThat(Objects.requireNonNull(response.tokenUsage()).inputTokenCount())
                .as("characters of three prompts and three answers")
                .isEqualTo(3 * QUERY.length() + 7 + 34 + 3);
    }

    @Test
    void coheresDoesToo() {
        scored(CohereScoringModel.builder()
                .baseUrl(url())
                .apiKey(KEY)
                .modelName("length")
                .maxRetries(0)
                .build());
    }

    private static Response<List<Double>> scored(ScoringModel model) {
        Response<List<Double>> response = model.scoreAll(ANSWERS, QUERY);
        assertThat(response.content()).containsExactly(7.0, 34.0, 3.0);
        return response;
    }

    private static String url() {
        return "http://127.0.0.1:" + server.port() + "/v1/";
    }
}
