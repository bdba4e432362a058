package merit.serving;

import static merit.serving.RunningServer.BODY;
import static merit.serving.RunningServer.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import merit.scoring.Score;
import merit.serving.RunningServer.Reply;
import merit.serving.batch.BatchLimits;
import merit.serving.batch.CharacterScorer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A second model beside the one that answers. */
@Timeout(300)
class ShadowTest {
    private static final String THREE = "{\"rows\": [{\"prompt\": \"Why?\", \"response\": \"A leak.\"},"
            + " {\"prompt\": \"Why?\", \"response\": \"Who knows.\"}, {\"prompt\": \"Why?\", \"response\": \"No.\"}]}";

    private final CharacterScorer first = new CharacterScorer(600);
    private final CharacterScorer second = new CharacterScorer(600);

    @Test
    void whatTheFirstModelIsAskedTheShadowScoresTooAndTheMetricsTellTheDifference() {
        try (RunningServer server = RunningServer.of(config("model-1"), first, second)) {
            assertThat(server.post("/score", THREE).status()).isEqualTo(200);
            await(() -> metric(server, "merit_shadow_difference_count") == 3);
            assertThat(metric(server, "merit_shadow_difference_sum")).isZero();
            assertThat(metric(server, "merit_shadow_pairs_total")).isEqualTo(3);
            assertThat(metric(server, "merit_shadow_disagreements_total")).isZero();
            assertThat(second.batches()).isNotEmpty();
        }
    }

    @Test
    void whatTheShadowItselfIsAskedIsNotScoredTwice() {
        try (RunningServer server = RunningServer.of(config("model-1"), first, second)) {
            assertThat(server.post("/score", BODY.replace("{", "{\"model\": \"model-1\", "))
                            .status())
                    .isEqualTo(200);
            assertThat(server.post("/score", BODY).status()).isEqualTo(200);
            await(() -> metric(server, "merit_shadow_difference_count") == 1);
        }
    }

    @Test
    void aShadowThatFailsChangesNoAnswerAndIsCounted() {
        CharacterScorer failing = new CharacterScorer(0); // its rows have no tokens, which it cannot compute
        try (RunningServer server = RunningServer.of(config("model-1"), first, failing)) {
            assertThat(server.post("/score", BODY).status()).isEqualTo(200);
            await(() -> metric(server, "merit_shadow_skipped_total") == 1);
            assertThat(server.post("/score", BODY).status()).isEqualTo(200);
            await(() -> metric(server, "merit_shadow_skipped_total") == 2);
            assertThat(metric(server, "merit_shadow_difference_count")).isZero();
        }
    }

    @Test
    void aShadowThatGivesNoNumberIsCountedAsNoComparison() {
        second.lose();
        try (RunningServer server = RunningServer.of(config("model-1"), first, second)) {
            assertThat(server.post("/score", THREE).status()).isEqualTo(200);
            await(() -> metric(server, "merit_shadow_skipped_total") == 1);
            assertThat(metric(server, "merit_shadow_difference_count")).isZero();
            assertThat(metric(server, "merit_shadow_pairs_total")).isZero();
        }
    }

    @Test
    void anAnswerIsSentWhileTheShadowHasNotBegunAndTheNextOneIsComputedBeforeIt() {
        try (RunningServer server = RunningServer.of(config("model-1"), first, second)) {
            second.hold();
            assertThat(server.post("/score", many(0)).status()).isEqualTo(200);
            await(() -> second.batches().size() == 1); // the first of four, and is held up there
            int before = first.batches().size();
            CompletableFuture<Reply> next = server.later("/score", BODY);
            await(() -> metric(server, "te_queue_size") == 1);
            second.pass(1);
            assertThat(next.join().json().get("score").asDouble()).isEqualTo(first.score("Why?", "A leak."));
            assertThat(first.batches()).hasSize(before + 1);
            await(() -> second.batches().size() == 2); // and goes on when no others wait
            assertThat(metric(server, "merit_shadow_difference_count")).isZero();
        }
    }

    @Test
    void theRowsOfAShadowTakeNoRoomFromOthers() {
        try (RunningServer server = RunningServer.of(config("model-1"), first, second)) {
            second.hold();
            assertThat(server.post("/score", many(0)).status()).isEqualTo(200);
            await(() -> second.batches().size() == 1);
            CompletableFuture<Reply> next = server.later("/score", many(1)); // as many rows as may wait
            await(() -> metric(server, "te_queue_size") == 4);
            second.pass(1000);
            assertThat(next.join().status()).isEqualTo(200);
        }
    }

    @Test
    void aServerThatEndsDoesNotComputeWhatTheShadowHasLeft() throws Exception {
        RunningServer server = RunningServer.of(config("model-1"), first, second);
        second.hold();
        assertThat(server.post("/score", many(0)).status()).isEqualTo(200);
        await(() -> second.batches().size() == 1);
        CompletableFuture<Void> end =
                CompletableFuture.runAsync(server.server()::close, work -> new Thread(work).start());
        await(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("merit-shadow")));
        second.pass(1000);
        end.get();
        assertThat(second.batches()).hasSize(1);
    }

    /** Four texts, of which no two go into one batch. */
    private static String many(int number) {
        return IntStream.range(0, 4)
                .mapToObj(i -> "{\"prompt\": \"Why?\", \"response\": \"" + number + i + " " + "x".repeat(60) + "\"}")
                .collect(Collectors.joining(", ", "{\"rows\": [", "]}"));
    }

    @Test
    void aPairThatTheShadowOrdersTheOtherWayRoundIsCounted() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        new ShadowMetrics(registry).compared(scores(1, 2, 2), scores(1, 0.5, 3));
        // 1 < 2 becomes 1 > 0.5; 1 < 2 stays 1 < 3; 2 and 2 are no pair
        assertThat(registry.counter("merit_shadow_pairs").count()).isEqualTo(2);
        assertThat(registry.counter("merit_shadow_disagreements").count()).isEqualTo(1);
        assertThat(registry.summary("merit_shadow_difference").totalAmount()).isEqualTo(0 + 1.5 + 1);
    }

    @Test
    void aShadowThatIsNotServedOrAnswersItselfIsRefused() {
        for (String wrong : List.of("characters", "other")) {
            assertThatThrownBy(() -> RunningServer.of(config(wrong), first, second))
                    .hasMessage("shadow: found " + wrong
                            + ", need the name of a served model that is not the first: characters, model-1");
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .as("threads of servers that were refused")
                .noneMatch(thread -> thread.getName().equals("merit-batcher"));
    }

    private static List<Score> scores(double... values) {
        return Arrays.stream(values).mapToObj(Score::of).toList();
    }

    private static double metric(RunningServer server, String name) {
        return server.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(0);
    }

    private static ServingConfig config(String shadow) {
        ServingConfig usual = ServingConfig.local(0);
        RequestLimits four = new RequestLimits(100, 10_000, 4, 1000, RunningServer.LONG);
        BatchLimits narrow = new BatchLimits(100, 4, Duration.ofDays(1));
        return new ServingConfig(usual.access(), four, narrow, usual.conventions(), 2, 100, shadow);
    }
}
