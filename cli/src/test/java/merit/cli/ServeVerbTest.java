package merit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import merit.rewardmodel.RewardModelScorer;
import merit.rewardmodel.StagedFolder;
import merit.scoring.Score;
import merit.scoring.ScoreInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code merit serve} as a process of its own, on the model that {@code merit score} reads. */
@Timeout(900)
class ServeVerbTest {
    private final TrainedRun run = TrainedRun.get();
    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    @Test
    void everyRouteScoresAsMeritScoreDoesAndSigtermLosesNoRequest() throws Exception {
        Process process = ChildProcess.merit(
                        folder,
                        "serve",
                        run.folder().toString(),
                        "--port",
                        "0",
                        "--json-output",
                        "--max-queue-seconds",
                        "600",
                        "--drain-seconds",
                        "600")
                .start();
        try {
            String url = ChildProcess.url(process, folder);
            checkScores(url);
            AtomicLong lastAnswered = new AtomicLong(Long.MIN_VALUE);
            List<CompletableFuture<Integer>> sent = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                sent.add(http.sendAsync(manyRows(url, i), HttpResponse.BodyHandlers.ofString())
                        .thenApply(answer -> {
                            if (answer.statusCode() == 200) {
                                lastAnswered.accumulateAndGet(System.nanoTime(), Math::max);
                            }
                            return answer.statusCode();
                        }));
            }
            awaitAllRunning(url, sent);
            long ended = System.nanoTime();
            process.destroy();
            for (CompletableFuture<Integer> status : sent) {
                assertThat(status.get()).isIn(200, 503);
            }
            assertThat(lastAnswered.get())
                    .as("when the last scores came, after the signal")
                    .isGreaterThan(ended);
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).isEqualTo(143);
        } finally {
            process.destroyForcibly();
        }
        String said = Files.readString(folder.resolve("err.txt"));
        assertThat(said)
                .contains("Ended    every request was answered", "\"path\":\"/score\"")
                .doesNotContain("number 7");
    }

    private void checkScores(String url) throws Exception {
        List<ScoreInput> inputs = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            inputs.add(ScoreInput.of(prompt(i), "answer " + i));
        }
        List<Score> expected;
        try (RewardModelScorer scorer = RewardModelScorer.open(run.folder())) {
            expected = scorer.score(inputs);
        }
        List<CompletableFuture<HttpResponse<String>>> sent = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            sent.add(http.sendAsync(
                    request(url + "/score", prompt(i), "answer " + i), HttpResponse.BodyHandlers.ofString()));
        }
        for (int i = 0; i < 40; i++) {
            assertClose(json(sent.get(i).get()).get("score").doubleValue(), expected.get(i));
            JsonNode ranked = json(post(
                    url + "/v1/rerank",
                    Json.MAPPER.writeValueAsString(Map.of("query", prompt(i), "documents", List.of("answer " + i)))));
            assertClose(ranked.at("/results/0/relevance_score").doubleValue(), expected.get(i));
        }
    }

    private static void assertClose(double found, Score expected) {
        double most = 1e-5 * Math.max(1, Math.abs(expected.value()));
        assertThat(Math.abs(found - expected.value())).isLessThanOrEqualTo(most);
    }

    @Test
    void aReloadTakesAChangedFolderOnlyWhereItsGoldenScoresHold() throws Exception {
        Path copy = run.copyTo(folder.resolve("copy"));
        Files.writeString(folder.resolve("admin"), "admin-key-1\n");
        Process process = ChildProcess.merit(
                        folder,
                        "serve",
                        "one=" + copy,
                        "--port",
                        "0",
                        "--admin-key-file",
                        folder.resolve("admin").toString())
                .start();
        try {
            String url = ChildProcess.url(process, folder);
            assertThat(reload(url).statusCode()).isEqualTo(200);
            Path manifest = copy.resolve("merit.json");
            String json = Files.readString(manifest);
            Files.writeString(manifest, json.replaceFirst("\"score\" : -?[\\d.E-]+", "\"score\" : 77.0"));
            assertThat(reload(url).statusCode()).isEqualTo(409);
            assertThat(json(post(url + "/score", "{\"prompt\": \"Why?\", \"response\": \"So.\"}"))
                            .has("score"))
                    .isTrue();
        } finally {
            process.destroy();
            process.waitFor(5, TimeUnit.MINUTES);
            process.destroyForcibly();
        }
        assertThat(Files.readString(folder.resolve("err.txt"))).contains("scores have drifted");
        StagedFolder.delete(copy);
    }

    @Test
    void anOpenAddressWithoutAKeyIsRefused() {
        Session session = Session.run("serve", run.folder().toString(), "--hostname", "0.0.0.0");
        assertThat(session.code()).isEqualTo(1);
        assertThat(session.err()).startsWith("127.0.0.1 only: to listen on 0.0.0.0 give a key");
    }

    @Test
    void aFolderWithoutAModelIsNamed() {
        Session session = Session.run("serve", folder.toString(), "--port", "0");
        assertThat(session.code()).isEqualTo(1);
        assertThat(session.err()).contains("no reward model in " + folder);
    }

    private HttpResponse<String> reload(String url) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(url + "/admin/reload"))
                        .header("Authorization", "Bearer admin-key-1")
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String url, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(url))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static String prompt(int i) {
        return "Question " + i + ": " + "why does it do that? ".repeat(1 + i % 5);
    }

    private static HttpRequest request(String url, String prompt, String response) {
        String body = Json.MAPPER.writeValueAsString(Map.of("prompt", prompt, "response", response));
        return HttpRequest.newBuilder(URI.create(url))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    /** Eight rows of as many tokens as the model reads: enough work for a signal to come in the middle of it. */
    private static HttpRequest manyRows(String url, int i) {
        List<Map<String, String>> rows = new ArrayList<>();
        for (int k = 0; k < 8; k++) {
            rows.add(Map.of("prompt", "Why does it do that? ".repeat(20), "response", "number " + i + ", row " + k));
        }
        return HttpRequest.newBuilder(URI.create(url + "/score"))
                .POST(HttpRequest.BodyPublishers.ofString(Json.MAPPER.writeValueAsString(Map.of("rows", rows))))
                .build();
    }

    private static JsonNode json(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.MAPPER.readTree(response.body());
    }

    /** Until all that were sent have come, and some of them are being worked on. */
    private void awaitAllRunning(String url, List<CompletableFuture<Integer>> sent) throws Exception {
        HttpRequest metrics =
                HttpRequest.newBuilder(URI.create(url + "/metrics")).build();
        long answered = 0;
        int running = 0;
        while (running == 0 || answered + running < sent.size()) {
            answered = sent.stream().filter(CompletableFuture::isDone).count();
            assertThat(answered).as("answers before all requests had come").isLessThan(sent.size());
            String text =
                    http.send(metrics, HttpResponse.BodyHandlers.ofString()).body();
            Matcher found = Pattern.compile("merit_requests_running (\\d+)").matcher(text);
            running = found.find() ? Integer.parseInt(found.group(1)) : 0;
        }
    }
}
