package merit.serving;

import static merit.serving.RunningServer.BODY;
import static merit.serving.RunningServer.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import merit.scoring.Calibration;
import merit.scoring.PairOdds;
import merit.serving.RunningServer.Reply;
import merit.serving.batch.CharacterScorer;
import merit.serving.dialect.Conventions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Models that come and go while the server runs. */
@Timeout(300)
class ReloadTest {
    private final CharacterScorer scorer = new CharacterScorer(600);

    @Test
    void beforeTheModelsAreLoadedItIsAliveAndNotReady() {
        try (RunningServer server = RunningServer.listening(ServingConfig.local(0), scorer)) {
            assertThat(server.get("/health/live").status()).isEqualTo(200);
            assertThat(server.get("/health/ready").status()).isEqualTo(503);
            assertThat(server.get("/health").status()).isEqualTo(503);
            Reply reply = server.post("/score", BODY);
            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.header("retry-after")).isEqualTo("1");
            server.load();
            assertThat(server.get("/health").status()).isEqualTo(200);
            assertThat(server.post("/score", BODY).status()).isEqualTo(200);
        }
    }

    @Test
    void aReloadedModelTakesOverAndTheOldOneIsClosedAfterItsLastRequest() throws Exception {
        List<CharacterScorer> opened = new ArrayList<>();
        ModelSource source = new ModelSource("one", () -> {
            opened.add(new CharacterScorer(60));
            return new ServedModel(opened.get(opened.size() - 1), PairOdds.of(Calibration.NONE));
        });
        try (RunningServer server = RunningServer.ofSources(withAdmin(), source)) {
            opened.get(0).hold();
            CompletableFuture<Reply> running = server.later("/score", BODY);
            await(() -> opened.get(0).batches().size() == 1);
            assertThat(server.post("/admin/reload", "", "Authorization", "Bearer admin-key-1")
                            .status())
                    .isEqualTo(200);
            assertThat(opened).hasSize(2);
            assertThat(opened.get(0).isClosed()).isFalse();
            opened.get(0).pass(1000);
            assertThat(running.get().status()).isEqualTo(200);
            await(() -> opened.get(0).isClosed());
            assertThat(server.post("/score", BODY).status()).isEqualTo(200);
            assertThat(opened.get(1).batches()).hasSize(1);
        }
        assertThat(opened.get(1).isClosed()).isTrue();
    }

    @Test
    void aModelWhoseGoldenScoresDoNotHoldDoesNotTakeOver() {
        List<Integer> openings = new ArrayList<>();
        ModelSource source = new ModelSource("one", () -> {
            openings.add(1);
            if (openings.size() > 1) {
                throw new IllegalArgumentException("/secret/folder: scores have drifted");
            }
            return new ServedModel(scorer, PairOdds.of(Calibration.NONE));
        });
        try (RunningServer server = RunningServer.ofSources(withAdmin(), source)) {
            Reply reply = server.post("/admin/reload", "{\"model\": \"one\"}", "Authorization", "Bearer admin-key-1");
            assertThat(reply.status()).isEqualTo(409);
            assertThat(reply.body()).doesNotContain("secret");
            assertThat(server.post("/score", BODY).status()).isEqualTo(200);
            assertThat(scorer.isClosed()).isFalse();
        }
    }

    @Test
    void aReloadDuringTheFirstLoadingWaitsForItAndLeavesNoModelOpen() throws Exception {
        List<CharacterScorer> opened = new CopyOnWriteArrayList<>();
        List<ModelRegistry> served = new CopyOnWriteArrayList<>();
        List<CompletableFuture<String>> reloads = new CopyOnWriteArrayList<>();
        ModelSource source = new ModelSource("one", () -> {
            if (reloads.isEmpty()) {
                reloads.add(CompletableFuture.supplyAsync(() -> reload(served.get(0))));
                CompletableFuture<String> late = new CompletableFuture<>();
                CompletableFuture.anyOf(reloads.get(0), late.completeOnTimeout("it waits", 500, TimeUnit.MILLISECONDS))
                        .join();
            }
            opened.add(new CharacterScorer(60));
            return new ServedModel(opened.get(opened.size() - 1), PairOdds.of(Calibration.NONE));
        });
        ModelRegistry models = new ModelRegistry(List.of(source), 0, Runnable::run);
        served.add(models);
        models.load();
        reloads.get(0).join();
        models.close();
        assertThat(opened).hasSize(2).allMatch(CharacterScorer::isClosed);
    }

    private static String reload(ModelRegistry models) {
        try {
            return models.reload(null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatIsOpenedAfterTheEndIsClosedAtOnce() throws Exception {
        List<CharacterScorer> opened = new ArrayList<>();
        ModelRegistry models = new ModelRegistry(
                List.of(new ModelSource("one", () -> {
                    opened.add(new CharacterScorer(60));
                    return new ServedModel(opened.get(opened.size() - 1), PairOdds.of(Calibration.NONE));
                })),
                0,
                Runnable::run);
        models.close();
        models.load();
        assertThat(opened.get(0).isClosed()).isTrue();
        assertThatThrownBy(() -> models.reload(null)).hasMessageStartingWith("not ready: loading or ending");
        assertThat(opened.get(1).isClosed()).isTrue();
        assertThatThrownBy(() -> models.lease(null)).hasMessageStartingWith("not ready: loading or ending");
    }

    private static ServingConfig withAdmin() {
        ServingConfig usual = ServingConfig.local(0);
        Access access = new Access("127.0.0.1", 0, ApiKeys.NONE, ApiKeys.of(List.of("admin-key-1")), false);
        return new ServingConfig(access, usual.requests(), usual.batches(), Conventions.RAW, 2, 100);
    }
}
