package merit.serving;

import static merit.serving.RunningServer.BODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import merit.serving.RunningServer.Reply;
import merit.serving.batch.CharacterScorer;
import merit.serving.dialect.Conventions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who may ask what. */
@Timeout(300)
class AccessTest {
    private static final RunningServer SERVER = RunningServer.of(new CharacterScorer(600));

    @AfterAll
    static void close() {
        SERVER.close();
    }

    @Test
    void keysOpenTheRoutesAndHealthNeedsNone() {
        Access access = new Access(
                "127.0.0.1",
                0,
                ApiKeys.of(List.of("first-key", "second-key")),
                ApiKeys.of(List.of("admin-key")),
                false);
        try (RunningServer server = RunningServer.of(config(access), new CharacterScorer(60))) {
            assertThat(server.post("/score", BODY, "Authorization", "Bearer first-key")
                            .status())
                    .isEqualTo(200);
            assertThat(server.post("/score", BODY, "Authorization", "bearer second-key")
                            .status())
                    .isEqualTo(200);
            for (String wrong :
                    List.of("Bearer first-ke", "Bearer first-keys", "Bearer ", "first-key", "Bearer admin-key")) {
                Reply reply = server.post("/score", BODY, "Authorization", wrong);
                assertThat(reply.status()).isEqualTo(401);
                assertThat(reply.header("www-authenticate")).isEqualTo("Bearer");
            }
            assertThat(server.post("/score", BODY).status()).isEqualTo(401);
            assertThat(server.get("/info").status()).isEqualTo(401);
            assertThat(server.get("/metrics").status()).isEqualTo(401);
            assertThat(server.get("/health").status()).isEqualTo(200);
            assertThat(server.get("/").status()).isEqualTo(200);
            assertThat(server.post("/admin/reload", "", "Authorization", "Bearer first-key")
                            .status())
                    .isEqualTo(401);
            assertThat(server.post("/admin/reload", "", "Authorization", "Bearer admin-key")
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void withoutAnAdminKeyTheAdminRoutesAreClosed() {
        assertThat(SERVER.post("/admin/reload", "").status()).isEqualTo(403);
    }

    @Test
    void anOpenAddressNeedsAKeyOrTheWordInsecure() {
        assertThatThrownBy(() -> new Access("0.0.0.0", 8000, ApiKeys.NONE, ApiKeys.NONE, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "127.0.0.1 only: to listen on 0.0.0.0 give a key (--api-key or MERIT_API_KEY), or --insecure "
                                + "if the network is yours.");
        assertThat(new Access("0.0.0.0", 8000, ApiKeys.of(List.of("some-key")), ApiKeys.NONE, false).port())
                .isEqualTo(8000);
        assertThat(new Access("0.0.0.0", 8000, ApiKeys.NONE, ApiKeys.NONE, true).insecure())
                .isTrue();
        assertThat(new Access("localhost", 8000, ApiKeys.NONE, ApiKeys.NONE, false).insecure())
                .isFalse();
    }

    @Test
    void keysComeFromAFileOneALine(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("keys"), "# for the trainer\nfirst-key\n\n  second-key \n");
        assertThat(ApiKeys.read(file)).containsExactly("first-key", "second-key");
        assertThatThrownBy(() -> ApiKeys.of(List.of("short")))
                .hasMessageContaining("found one of 5 characters, need 8 or more");
    }

    @Test
    void whatIsOpenToAllDoesNotWaitForABody() throws IOException {
        for (String path : List.of("/", "/health", "/docs")) {
            assertThat(SERVER.raw("GET " + path
                            + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void aNameOfTheWebsOwnDoesNotReachAServerWithoutAKey() throws IOException {
        String request = "POST /score HTTP/1.1\r\nHost: attacker.example\r\nContent-Length: " + BODY.length()
                + "\r\nConnection: close\r\n\r\n" + BODY;
        assertThat(SERVER.raw(request)).startsWith("HTTP/1.1 403").contains("need that");
        assertThat(SERVER.raw(request.replace("attacker.example", "localhost:1")))
                .startsWith("HTTP/1.1 200");
    }

    private static ServingConfig config(Access access) {
        ServingConfig usual = ServingConfig.local(0);
        return new ServingConfig(access, usual.requests(), usual.batches(), Conventions.RAW, 2, 100);
    }
}
