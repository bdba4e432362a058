package merit.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubSettingsTest {
    @TempDir
    Path home;

    @Test
    void theCacheIsWherePythonLooks() {
        assertThat(HubSettings.of(Map.of("HF_HUB_CACHE", "/a", "HF_HOME", "/b")).cache())
                .isEqualTo(Path.of("/a"));
        assertThat(HubSettings.of(Map.of("HF_HOME", "/b", "XDG_CACHE_HOME", "/c"))
                        .cache())
                .isEqualTo(Path.of("/b/hub"));
        assertThat(HubSettings.of(Map.of("XDG_CACHE_HOME", "/c")).cache()).isEqualTo(Path.of("/c/huggingface/hub"));
        assertThat(HubSettings.of(Map.of()).cache())
                .isEqualTo(Path.of(System.getProperty("user.home"), ".cache/huggingface/hub"));
    }

    @Test
    void theTokenComesFromTheEnvironmentOrThePlaceWhereLoginLeftIt() throws IOException {
        Files.writeString(home.resolve("token"), "from-file\n");
        Map<String, String> file = Map.of("HF_HOME", home.toString());
        assertThat(HubSettings.of(file).token()).isEqualTo("from-file");
        assertThat(HubSettings.of(Map.of("HF_HOME", home.toString(), "HF_TOKEN", "said"))
                        .token())
                .isEqualTo("said");
        assertThat(HubSettings.of(Map.of("HF_HOME", home.toString(), "HF_TOKEN", ""))
                        .token())
                .isNull();
    }

    @Test
    void offlineAndEndpointAreHonoured() {
        assertThat(HubSettings.of(Map.of("HF_HUB_OFFLINE", "TRUE")).offline()).isTrue();
        assertThat(HubSettings.of(Map.of("HF_HUB_OFFLINE", "0")).offline()).isFalse();
        assertThat(HubSettings.of(Map.of("HF_ENDPOINT", "http://mirror.test/hub/"))
                        .endpoint())
                .hasToString("http://mirror.test/hub");
        assertThatThrownBy(() -> HubSettings.of(Map.of("HF_ENDPOINT", "mirror")))
                .hasMessage("HF_ENDPOINT: found \"mirror\", need an address that begins with http:// or https://");
    }

    @Test
    void namesAreAnOrganisationAModelAndPerhapsARevision() {
        assertThat(HubName.of("org/model-1.5")).contains(new HubName("org/model-1.5", "main"));
        assertThat(HubName.of("org/model@v2")).contains(new HubName("org/model", "v2"));
        for (String no : new String[] {"model", "a/b/c", "../b", "/a/b", "a/..", "./a", "a b/c", "org/mo--del"}) {
            assertThat(HubName.of(no)).as(no).isEmpty();
        }
        assertThat(new HubName("org/model", "v2")).hasToString("org/model@v2");
    }
}
