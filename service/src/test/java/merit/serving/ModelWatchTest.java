package merit.serving;

import static merit.serving.RunningServer.BODY;
import static merit.serving.RunningServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import merit.scoring.Calibration;
import merit.scoring.PairOdds;
import merit.serving.batch.CharacterScorer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Models that are opened again once they have changed where they come from. */
@Timeout(300)
class ModelWatchTest {
    private final CharacterScorer scorer = new CharacterScorer(600);

    @Test
    void aModelThatHasChangedIsOpenedAgain() {
        List<CharacterScorer> opened = new CopyOnWriteArrayList<>();
        AtomicReference<String> version = new AtomicReference<>("first");
        ModelSource source = new ModelSource(
                "one",
                () -> {
                    opened.add(new CharacterScorer(60));
                    return new ServedModel(opened.get(opened.size() - 1), PairOdds.of(Calibration.NONE));
                },
                () -> Objects.requireNonNull(version.get()));
        try (RunningServer server = RunningServer.ofSources(ServingConfig.local(0), source)) {
            server.server().watch(Duration.ofMillis(10));
            version.set("second");
            await(() -> opened.size() == 2 && opened.get(0).isClosed());
            assertThat(server.post("/score", BODY).status()).isEqualTo(200);
            assertThat(opened.get(1).batches()).hasSize(1);

            version.set("third");
            await(() -> opened.size() == 3);
            assertThat(server.post("/score", BODY).status()).isEqualTo(200);
        }
        await(() -> opened.stream().allMatch(CharacterScorer::isClosed)); // the third may have been on its way
        assertThat(opened).hasSize(3);
    }

    @Test
    void whileItChangesFromLookToLookItIsNotOpened() {
        AtomicInteger looks = new AtomicInteger();
        List<Integer> opened = new CopyOnWriteArrayList<>();
        ModelSource source = source(() -> opened.add(looks.get()), () -> {
            int look = looks.incrementAndGet();
            return look < 20 ? "at " + look : "whole";
        });
        try (RunningServer server = RunningServer.ofSources(ServingConfig.local(0), source)) {
            server.server().watch(Duration.ofMillis(2));
            await(() -> opened.size() == 2);
        }
        assertThat(opened.get(1))
                .as("looks, of which the last two saw the same")
                .isGreaterThanOrEqualTo(21);
    }

    @Test
    void whatChangesWhileItIsOpenedFirstIsOpenedAgain() {
        AtomicReference<String> version = new AtomicReference<>("first");
        AtomicInteger opened = new AtomicInteger();
        ModelSource source = source(
                () -> {
                    version.set("second");
                    opened.incrementAndGet();
                },
                () -> Objects.requireNonNull(version.get()));
        try (RunningServer server = RunningServer.ofSources(ServingConfig.local(0), source)) {
            server.server().watch(Duration.ofMillis(5));
            await(() -> opened.get() == 2);
            assertThat(server.post("/score", BODY).status()).isEqualTo(200);
        }
    }

    @Test
    void anErrorWhileOneIsOpenedDoesNotEndTheWatch() {
        AtomicReference<String> version = new AtomicReference<>("first");
        List<String> opened = new CopyOnWriteArrayList<>();
        ModelSource source = source(
                () -> {
                    opened.add(Objects.requireNonNull(version.get()));
                    if (opened.size() == 2) {
                        throw new OutOfMemoryError("no room for a second model");
                    }
                },
                () -> Objects.requireNonNull(version.get()));
        try (RunningServer server = RunningServer.ofSources(ServingConfig.local(0), source)) {
            server.server().watch(Duration.ofMillis(5));
            version.set("large");
            await(() -> opened.size() == 2);
            version.set("small");
            await(() -> opened.size() == 3);
            assertThat(server.post("/score", BODY).status()).isEqualTo(200);
        }
        assertThat(opened).containsExactly("first", "large", "small");
    }

    private static ModelSource source(Runnable opening, Supplier<String> version) {
        return new ModelSource(
                "one",
                () -> {
                    opening.run();
                    return new ServedModel(new CharacterScorer(60), PairOdds.of(Calibration.NONE));
                },
                version);
    }

    @Test
    void aChangedModelThatIsWrongIsTriedOnceAndTheOldOneStays() {
        AtomicInteger tries = new AtomicInteger();
        AtomicInteger looks = new AtomicInteger();
        ModelSource source = new ModelSource(
                "one",
                () -> {
                    if (tries.incrementAndGet() > 1) {
                        throw new IllegalArgumentException("scores have drifted");
                    }
                    return new ServedModel(scorer, PairOdds.of(Calibration.NONE));
                },
                () -> looks.incrementAndGet() == 1 ? "first" : "wrong");
        try (RunningServer server = RunningServer.ofSources(ServingConfig.local(0), source)) {
            server.server().watch(Duration.ofMillis(5));
            await(() -> looks.get() > 20);
            assertThat(tries).hasValue(2);
            assertThat(server.post("/score", BODY).status()).isEqualTo(200);
            assertThat(scorer.isClosed()).isFalse();
        }
    }
}
