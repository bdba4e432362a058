package merit.serving;

import static merit.serving.RunningServer.BODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import merit.serving.RunningServer.Reply;
import merit.serving.batch.CharacterScorer;
import merit.serving.dialect.Conventions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** HTTPS, pages of elsewhere, rates of keys. */
@Timeout(300)
class ReachTest {
    private static final ApiKeys KEYS = ApiKeys.of(List.of("first-key", "second-key"));
    private static final String PASSWORD = "only-for-this-test";

    @Test
    void httpsShowsTheCertificateAndScoresAsHttpDoes(@TempDir Path folder) throws Exception {
        KeyStore made = store(selfSigned(folder, "EC"));
        Certificate certificate = new Certificate(folder.resolve("chain.pem"), folder.resolve("key.pem"));
        try (RunningServer server = running(new Reach(certificate, List.of(), 0))) {
            HttpResponse<String> response = trusting(made)
                    .send(
                            HttpRequest.newBuilder(URI.create("https://localhost:"
                                            + server.server().port() + "/score"))
                                    .header("Authorization", "Bearer first-key")
                                    .POST(HttpRequest.BodyPublishers.ofString(BODY))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).contains("score");
            assertThat(server.raw("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                    .as("plain HTTP on the same port")
                    .doesNotContain("200");
        }
    }

    @Test
    void filesThatAreNoCertificateAreRefusedByName(@TempDir Path folder) throws IOException {
        Path text = Files.writeString(folder.resolve("text.pem"), "nothing");
        assertThatThrownBy(() -> running(new Reach(new Certificate(text, text), List.of(), 0)))
                .hasMessageStartingWith("TLS: " + text + " and " + text + " are no certificate and its private key")
                .hasMessageEndingWith("need both as PEM, the key not encrypted");
        Path gone = folder.resolve("gone.pem");
        assertThatThrownBy(() -> running(new Reach(new Certificate(gone, text), List.of(), 0)))
                .hasMessage("TLS: found no file " + gone + ", need a certificate and its key, as PEM");
    }

    @Test
    void theKeyOfAnotherCertificateIsRefusedBeforeAnyHandshakeFails(@TempDir Path folder) throws Exception {
        Path chain =
                selfSigned(Files.createDirectory(folder.resolve("one")), "EC").resolve("chain.pem");
        for (String algorithm : List.of("EC", "RSA")) {
            Path other = selfSigned(Files.createDirectory(folder.resolve(algorithm)), algorithm);
            Path key = other.resolve("key.pem");
            assertThatThrownBy(() -> running(new Reach(new Certificate(chain, key), List.of(), 0)))
                    .as(algorithm)
                    .hasMessageStartingWith("TLS: " + chain + " and " + key + " are no certificate and its private key")
                    .hasMessageContaining("the key is of another certificate");
            running(new Reach(new Certificate(other.resolve("chain.pem"), key), List.of(), 0))
                    .close();
        }
    }

    @Test
    void aPageOfAnAllowedOriginMayAskAndNoOther() throws IOException {
        try (RunningServer server = running(new Reach(null, List.of("https://app.example.com"), 0))) {
            Reply allowed = server.post(
                    "/score", BODY, "Authorization", "Bearer first-key", "Origin", "https://app.example.com");
            assertThat(allowed.status()).isEqualTo(200);
            assertThat(allowed.header("access-control-allow-origin")).isEqualTo("https://app.example.com");
            assertThat(allowed.header("access-control-expose-headers")).contains("X-Request-Id");
            assertThat(server.raw("OPTIONS /score HTTP/1.1\r\nHost: localhost\r\nOrigin: https://app.example.com\r\n"
                            + "Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers:"
                            + " authorization\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 20")
                    .containsIgnoringCase("access-control-allow-origin: https://app.example.com")
                    .containsIgnoringCase("access-control-allow-headers: authorization");
            Reply other =
                    server.post("/score", BODY, "Authorization", "Bearer first-key", "Origin", "https://evil.example");
            assertThat(other.header("access-control-allow-origin")).isEmpty();
        }
    }

    @Test
    void byItselfNoPageOfElsewhereMayAsk() {
        try (RunningServer server = running(Reach.PLAIN)) {
            Reply reply = server.post(
                    "/score", BODY, "Authorization", "Bearer first-key", "Origin", "https://app.example.com");
            assertThat(reply.header("access-control-allow-origin")).isEmpty();
        }
    }

    @Test
    void aKeyThatAsksTooOftenWaitsAndTheOtherDoesNot() {
        long began = System.nanoTime();
        try (RunningServer server = running(new Reach(null, List.of(), 3))) {
            for (int i = 0; i < 3; i++) {
                assertThat(server.post("/score", BODY, "Authorization", "Bearer first-key")
                                .status())
                        .isEqualTo(200);
            }
            Reply more = server.post("/score", BODY, "Authorization", "Bearer first-key");
            int answered = 3;
            for (; more.status() == 200; answered++) {
                more = server.post("/score", BODY, "Authorization", "Bearer first-key");
            }
            double thirds = (System.nanoTime() - began) / 20e9; // of a minute, each of which allows one more
            assertThat(answered).isLessThanOrEqualTo(3 + (int) thirds);
            assertThat(more.status()).isEqualTo(429);
            assertThat(more.body()).contains("need 3 a minute or fewer");
            assertThat(Integer.parseInt(more.header("retry-after"))).isBetween(1, 20);
            assertThat(server.post("/score", BODY, "Authorization", "Bearer second-key")
                            .status())
                    .isEqualTo(200);
            assertThat(server.get("/info", "Authorization", "Bearer first-key").status())
                    .isEqualTo(200);
        }
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThatThrownBy(() -> new Reach(null, List.of("app.example.com"), 0))
                .hasMessage("allowed origin: found app.example.com, need a scheme and a host alone, like"
                        + " https://app.example.com");
        for (String more : List.of("https://app.example.com/page", "https://user@app.example.com", "https://a.com#x")) {
            assertThatThrownBy(() -> new Reach(null, List.of(more), 0))
                    .hasMessage("allowed origin: found " + more
                            + ", need a scheme and a host alone, like https://app.example.com");
        }
        assertThatThrownBy(() -> new Reach(null, List.of(), -1)).hasMessageContaining("found -1, need 1 or more");
        assertThatThrownBy(() ->
                        new Access("127.0.0.1", 0, ApiKeys.NONE, ApiKeys.NONE, false, new Reach(null, List.of(), 5)))
                .hasMessageContaining("found no key whose requests could be counted");
    }

    private static RunningServer running(Reach reach) {
        ServingConfig usual = ServingConfig.local(0);
        Access access = new Access("127.0.0.1", 0, KEYS, ApiKeys.NONE, false, reach);
        return RunningServer.of(
                new ServingConfig(access, usual.requests(), usual.batches(), Conventions.RAW, 2, 100),
                new CharacterScorer(600));
    }

    private static HttpClient trusting(KeyStore store) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", store.getCertificate("server"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    /** A certificate for localhost by the JDK's own keytool, and both of its parts as PEM. */
    private static Path selfSigned(Path folder, String algorithm) throws Exception {
        Path file = folder.resolve("server.p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process process = new ProcessBuilder((keytool
                                + " -genkeypair -alias server -keyalg " + algorithm
                                + " -dname CN=localhost -ext san=dns:localhost"
                                + " -storetype PKCS12 -validity 2 -storepass " + PASSWORD + " -keystore " + file)
                        .split(" "))
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
        KeyStore store = store(folder);
        pem(
                folder.resolve("chain.pem"),
                "CERTIFICATE",
                store.getCertificate("server").getEncoded());
        pem(
                folder.resolve("key.pem"),
                "PRIVATE KEY",
                store.getKey("server", PASSWORD.toCharArray()).getEncoded());
        return folder;
    }

    private static KeyStore store(Path folder) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve("server.p12"))) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    private static void pem(Path file, String what, byte[] content) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        Files.write(
                file,
                ("-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n")
                        .getBytes(StandardCharsets.US_ASCII));
    }
}
