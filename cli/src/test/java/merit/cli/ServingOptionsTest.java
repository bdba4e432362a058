package merit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code merit serve} is told on its command line, each by what comes of it. */
@Timeout(900)
class ServingOptionsTest {
    private static final Pattern READY = Pattern.compile("Ready +(https://[\\d.]+:\\d+)");
    private static final String PASSWORD = "only-for-this-test";
    private static final String BODY = "{\"prompt\": \"Why?\", \"response\": \"A leak.\"}";

    @TempDir
    Path folder;

    @Test
    void httpsOriginsRatesShadowAndWatchAllTakeEffect() throws Exception {
        KeyStore made = selfSigned();
        Path watched = TrainedRun.get().copyTo(folder.resolve("copy"));
        Process process = ChildProcess.merit(
                        folder,
                        "serve",
                        "first=" + watched,
                        "second=" + TrainedRun.get().folder(),
                        "--port=0",
                        "--api-key=first-key",
                        "--tls-certificate=" + folder.resolve("chain.pem"),
                        "--tls-key=" + folder.resolve("key.pem"),
                        "--cors-allow-origin=https://app.example.com",
                        "--requests-per-minute=2",
                        "--shadow=second",
                        "--watch")
                .start();
        try {
            HttpClient client = trusting(made);
            String url = said(process, READY);
            long ready = System.nanoTime();
            HttpResponse<String> first = client.send(scoring(url), HttpResponse.BodyHandlers.ofString());
            assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
            assertThat(first.headers().firstValue("Access-Control-Allow-Origin"))
                    .contains("https://app.example.com");
            HttpRequest metrics = keyed(url + "/metrics").build();
            while (!client.send(metrics, HttpResponse.BodyHandlers.ofString())
                    .body()
                    .contains("merit_shadow_difference_count 1")) {
                LockSupport.parkNanos(50_000_000);
            }
            assertThat(client.send(scoring(url), HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
            HttpResponse<String> more = client.send(scoring(url), HttpResponse.BodyHandlers.ofString());
            int answered = 2;
            for (; more.statusCode() == 200; answered++) {
                more = client.send(scoring(url), HttpResponse.BodyHandlers.ofString());
            }
            double halves = (System.nanoTime() - ready) / 30e9; // of a minute, each of which allows one more
            assertThat(answered).isLessThanOrEqualTo(2 + (int) halves);
            assertThat(more.statusCode()).isEqualTo(429);
            assertThat(more.body()).contains("need 2 a minute or fewer");
            Path manifest = watched.resolve("merit.json");
            String json = Files.readString(manifest);
            Files.writeString(manifest, json.replaceFirst("\"score\" : -?[\\d.E-]+", "\"score\" : 77.0"));
            said(process, Pattern.compile("(first): changed, but the old model stays: .*scores have drifted"));
        } finally {
            process.destroy();
            process.waitFor(5, TimeUnit.MINUTES);
            process.destroyForcibly();
        }
    }

    private static HttpRequest scoring(String url) {
        return keyed(url + "/score")
                .header("Origin", "https://app.example.com")
                .POST(HttpRequest.BodyPublishers.ofString(BODY))
                .build();
    }

    private static HttpRequest.Builder keyed(String address) {
        return HttpRequest.newBuilder(URI.create(address.replace("127.0.0.1", "localhost")))
                .header("Authorization", "Bearer first-key");
    }

    /** Waits until the server has said something. */
    private String said(Process process, Pattern what) throws IOException {
        Path err = folder.resolve("err.txt");
        while (process.isAlive()) {
            Matcher found = what.matcher(Files.exists(err) ? Files.readString(err) : "");
            if (found.find()) {
                return found.group(1);
            }
            LockSupport.parkNanos(50_000_000);
        }
        throw new IllegalStateException("it ended: " + Files.readString(err));
    }

    private static HttpClient trusting(KeyStore made) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", made.getCertificate("server"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    /** A certificate for localhost by the JDK's own keytool, and both of its parts as PEM. */
    private KeyStore selfSigned() throws Exception {
        Path file = folder.resolve("server.p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        String words =
                " -genkeypair -alias server -keyalg EC -dname CN=localhost -ext san=dns:localhost -storetype PKCS12"
                        + " -validity 2 -storepass " + PASSWORD + " -keystore " + file;
        assertThat(new ProcessBuilder((keytool + words).split(" "))
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        pem("chain.pem", "CERTIFICATE", store.getCertificate("server").getEncoded());
        pem(
                "key.pem",
                "PRIVATE KEY",
                store.getKey("server", PASSWORD.toCharArray()).getEncoded());
        return store;
    }

    private void pem(String file, String what, byte[] content) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        Files.writeString(
                folder.resolve(file), "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
    }
}
