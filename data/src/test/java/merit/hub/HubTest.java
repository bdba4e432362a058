package merit.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubTest {
    private static final HubName NAME = HubName.of(HubServer.REPOSITORY).orElseThrow();

    @TempDir
    Path cache;

    private final HubServer server = new HubServer();
    private final byte[] weights = new byte[200_000];

    @BeforeEach
    void publish() {
        new Random(1).nextBytes(weights);
        server.files.put("config.json", "{}".getBytes(StandardCharsets.UTF_8));
        server.files.put("model.safetensors", weights);
        server.files.put("pytorch_model.bin", new byte[] {1});
        server.files.put("README.md", new byte[] {2});
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void whatIsNeededIsDownloadedIntoTheSharedCachesLayout() throws IOException {
        List<String> heard = new ArrayList<>();
        Path folder = new Hub(settings(null, false), (file, done, total) -> heard.add(file + " " + done + "/" + total))
                .folder(NAME);

        Path model = cache.resolve("models--someone--tiny-reward");
        assertThat(folder).isEqualTo(model.resolve("snapshots/" + HubServer.COMMIT));
        assertThat(folder).isDirectoryContaining("glob:**config.json").isDirectoryNotContaining("glob:**.bin");
        assertThat(Files.readSymbolicLink(folder.resolve("model.safetensors")))
                .isEqualTo(Path.of("../../blobs/" + HubServer.hash("SHA-256", weights)));
        assertThat(folder.resolve("model.safetensors")).hasBinaryContent(weights);
        assertThat(model.resolve("refs/main")).hasContent(HubServer.COMMIT);
        assertThat(heard).contains("model.safetensors 200000/200000");
        try (var blobs = Files.list(model.resolve("blobs"))) {
            assertThat(blobs).as("no lock, nothing half there").hasSize(2);
        }
    }

    @Test
    void whatIsThereNeedsNoHub() throws IOException {
        assertThat(Hub.known(settings(null, false), NAME)).isEmpty();
        assertThat(server.requests).isEmpty();
        Path first = hub(null, false).folder(NAME);
        server.close();
        assertThat(hub(null, false).folder(NAME)).isEqualTo(first);
        assertThat(hub(null, true).folder(NAME)).isEqualTo(first);
        assertThat(Hub.known(settings(null, false), NAME)).contains(first);
    }

    @Test
    void aDownloadThatBreaksOffGoesOnWhereItStopped() throws IOException {
        server.breaks = 3;
        assertThat(hub(null, false).folder(NAME).resolve("model.safetensors")).hasBinaryContent(weights);
        List<Integer> starts = server.requests.stream()
                .filter(request -> request.startsWith("STORE model.safetensors bytes="))
                .map(request -> Integer.parseInt(request.replaceAll("\\D", "")))
                .toList();
        assertThat(starts)
                .as("bytes that were there already")
                .hasSize(3)
                .isSorted()
                .allMatch(start -> start > 0);
    }

    @Test
    void aLaterCommandGoesOnWithWhatAnEarlierOneLeft() throws IOException {
        Path incomplete = cache.resolve(
                "models--someone--tiny-reward/blobs/" + HubServer.hash("SHA-256", weights) + ".incomplete");
        Files.createDirectories(incomplete.getParent());
        Files.write(incomplete, java.util.Arrays.copyOf(weights, 60_000));
        assertThat(hub(null, false).folder(NAME).resolve("model.safetensors")).hasBinaryContent(weights);
        assertThat(server.requests).contains("STORE model.safetensors bytes=60000-");
    }

    @Test
    void contentThatIsNotWhatItsNameSaysIsThrownAway() throws IOException {
        Path incomplete = cache.resolve(
                "models--someone--tiny-reward/blobs/" + HubServer.hash("SHA-256", weights) + ".incomplete");
        Files.createDirectories(incomplete.getParent());
        Files.write(incomplete, new byte[60_000]);
        assertThatThrownBy(() -> hub(null, false).folder(NAME))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("model.safetensors is not what the hub says it is");
        assertThat(incomplete).doesNotExist();
        assertThat(hub(null, false).folder(NAME).resolve("model.safetensors")).hasBinaryContent(weights);
    }

    @Test
    void theTokenOpensTheHubAndIsShownToNobodyElse() throws IOException {
        server.token = "secret";
        assertThatThrownBy(() -> hub(null, false).folder(NAME))
                .hasMessageContaining("the hub refuses it (401); found no token")
                .hasMessageContaining("set HF_TOKEN");
        assertThatThrownBy(() -> hub("other", false).folder(NAME)).hasMessageContaining("a token without access");
        assertThat(hub("secret", false).folder(NAME)).isDirectory();
        assertThat(server.tokensAtStore).isEmpty();
        assertThat(settings("secret", false)).asString().doesNotContain("secret");
    }

    @Test
    void whatCannotBeHadIsSaidWithWhatToDo() {
        assertThatThrownBy(
                        () -> hub(null, false).folder(HubName.of("someone/else").orElseThrow()))
                .hasMessageContaining("model someone/else: found no such model")
                .hasMessageContaining("(404)");
        assertThatThrownBy(() -> hub(null, true).folder(NAME))
                .hasMessageContaining("HF_HUB_OFFLINE is set")
                .hasMessageContaining("unset it");
        server.files.remove("model.safetensors");
        server.files.remove("pytorch_model.bin");
        assertThatThrownBy(() -> hub(null, false).folder(NAME)).hasMessageContaining("found no model.safetensors");
        URI nobody = URI.create("http://127.0.0.1:1");
        assertThatThrownBy(() -> new Hub(new HubSettings(nobody, cache, null, false), HubProgress.NONE).folder(NAME))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no answer from http://127.0.0.1:1");
    }

    @Test
    void aSnapshotThatPythonLeftWithoutWeightsOrWithHalfOfThemIsCompleted() throws IOException {
        Path snapshot = cache.resolve("models--someone--tiny-reward/snapshots/" + HubServer.COMMIT);
        Files.createDirectories(snapshot);
        Files.writeString(snapshot.resolve("config.json"), "{}");
        Files.writeString(snapshot.resolve("model-00001-of-00002.safetensors"), "x");
        Path refs = Files.createDirectories(cache.resolve("models--someone--tiny-reward/refs"));
        Files.writeString(refs.resolve("main"), HubServer.COMMIT);
        assertThat(hub(null, false).folder(NAME).resolve("model.safetensors")).exists();
        assertThat(server.requests).isNotEmpty();
    }

    private Hub hub(@Nullable String token, boolean offline) {
        return new Hub(settings(token, offline), HubProgress.NONE);
    }

    private HubSettings settings(@Nullable String token, boolean offline) {
        return new HubSettings(server.address(), cache, token, offline);
    }
}
