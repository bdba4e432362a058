package merit.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import merit.serving.Access;
import merit.serving.ApiKeys;
import merit.serving.Certificate;
import merit.serving.Reach;
import merit.serving.RequestLimits;
import merit.serving.ServingConfig;
import merit.serving.batch.BatchLimits;
import merit.serving.dialect.Conventions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a server listens, who may ask, and how much; names as in Text Embeddings Inference where it has the same. */
final class ServingOptions {
    @Option(
            names = {"--hostname", "--host"},
            paramLabel = "ADDRESS",
            order = 1,
            defaultValue = "${env:MERIT_HOSTNAME:-127.0.0.1}",
            description = "The address to listen on (127.0.0.1). Another one needs a key, or --insecure.")
    String hostname = "";

    @Option(
            names = "--port",
            paramLabel = "N",
            order = 2,
            defaultValue = "${env:MERIT_PORT:-8000}",
            description = "The port to listen on (8000); 0 for any that is free.")
    int port;

    @Option(
            names = "--api-key",
            paramLabel = "KEY",
            order = 3,
            description = "A key that clients send as Authorization: Bearer KEY. Others can see it in the process list:"
                    + " MERIT_API_KEY in the environment, or a file, is better.")
    @Nullable
    String apiKey;

    @Option(
            names = "--api-key-file",
            paramLabel = "FILE",
            order = 4,
            description = "Keys, one a line; any of them opens the server.")
    @Nullable
    Path apiKeyFile;

    @Option(
            names = "--admin-key-file",
            paramLabel = "FILE",
            order = 5,
            description = "Keys for /admin/reload, one a line; or MERIT_ADMIN_KEY. Without one it is closed.")
    @Nullable
    Path adminKeyFile;

    @Option(
            names = "--insecure",
            order = 6,
            description = "Listen on an open address without a key, where the network is yours.")
    boolean insecure;

    @Option(
            names = "--tls-certificate",
            paramLabel = "FILE",
            order = 7,
            description = "Serve HTTPS with this certificate and those above it, PEM; needs --tls-key.")
    @Nullable
    Path tlsCertificate;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            order = 8,
            description = "The certificate's private key, PEM, not encrypted.")
    @Nullable
    Path tlsKey;

    @Option(
            names = "--cors-allow-origin",
            paramLabel = "ORIGIN",
            order = 9,
            split = ",",
            description = "Pages of this origin (https://app.example.com) may ask from a browser; none may by itself.")
    List<String> origins = new ArrayList<>();

    @Option(
            names = "--requests-per-minute",
            paramLabel = "N",
            order = 22,
            defaultValue = "0",
            description = "What each key may ask for, in bursts of as many (0, no limit); more get 429.")
    int requestsPerMinute;

    @Option(
            names = "--max-concurrent-requests",
            paramLabel = "N",
            order = 10,
            defaultValue = "512",
            description = "Requests worked on at once (512); more get 429.")
    int concurrent;

    @Option(
            names = "--max-batch-tokens",
            paramLabel = "N",
            order = 11,
            defaultValue = "2048",
            description = "Padded tokens computed at once (2048, enough to keep a CPU busy); more lets single rows wait"
                    + " longer.")
    int batchTokens;

    @Option(
            names = "--max-client-batch-size",
            paramLabel = "N",
            order = 12,
            defaultValue = "512",
            description = "Texts or candidates of one request (512).")
    int texts;

    @Option(
            names = "--payload-limit",
            paramLabel = "BYTES",
            order = 13,
            defaultValue = "2000000",
            description = "The largest body (2000000); larger ones get 413.")
    int payload;

    @Option(
            names = "--max-text-characters",
            paramLabel = "N",
            order = 14,
            defaultValue = "200000",
            description = "The longest prompt and answer together (200000), in characters.")
    int characters;

    @Option(
            names = "--max-queue-rows",
            paramLabel = "N",
            order = 15,
            defaultValue = "4096",
            description = "Rows that wait for the engine (4096); more get 429.")
    int queueRows;

    @Option(
            names = "--max-queue-seconds",
            paramLabel = "N",
            order = 16,
            defaultValue = "10",
            description =
                    "Refuse, with 429, what would wait longer than this (10) at the rate of the last batches; where"
                            + " that goes on for as long, what would wait longer than less and less of it, to a twentieth.")
    int queueSeconds;

    @Option(
            names = "--request-timeout",
            paramLabel = "SECONDS",
            order = 17,
            defaultValue = "60",
            description = "Give up on a request after this time (60), with 504.")
    int timeout;

    @Option(
            names = "--tokenization-workers",
            paramLabel = "N",
            order = 18,
            description = "Requests tokenised at once (all processors).")
    @Nullable
    Integer tokenizationWorkers;

    @Option(
            names = "--cached-scores",
            paramLabel = "N",
            order = 19,
            defaultValue = "65536",
            description = "Scores remembered by content (65536, about 200 bytes each); 0 remembers none.")
    int cachedScores;

    @Option(
            names = "--native-activation",
            order = 20,
            description =
                    "Where a request says nothing of activation, do what that dialect's own server does (a sigmoid),"
                            + " and do not give the raw score.")
    boolean nativeActivation;

    @Option(
            names = {"--normalize-reward", "--normalize"},
            order = 21,
            description =
                    "Where a request says nothing of it, give scores less the mean of the answers that the model was"
                            + " calibrated on, over their deviation.")
    boolean normalizeReward;

    @Option(
            names = "--shadow",
            paramLabel = "NAME",
            order = 23,
            description =
                    "The served model of this name scores what the first one is asked too, after the answer; /metrics says"
                            + " how the two differ.")
    @Nullable
    String shadow;

    ServingConfig toConfig() throws IOException {
        Access access = new Access(
                hostname,
                port,
                keys(apiKey, apiKeyFile, "MERIT_API_KEY"),
                keys(null, adminKeyFile, "MERIT_ADMIN_KEY"),
                insecure,
                new Reach(certificate(), origins, requestsPerMinute));
        return new ServingConfig(
                access,
                new RequestLimits(concurrent, payload, texts, characters, Duration.ofSeconds(timeout)),
                new BatchLimits(batchTokens, queueRows, Duration.ofSeconds(queueSeconds)),
                new Conventions(nativeActivation, normalizeReward),
                tokenizationWorkers == null ? Runtime.getRuntime().availableProcessors() : tokenizationWorkers,
                cachedScores,
                shadow);
    }

    private @Nullable Certificate certificate() {
        if ((tlsCertificate == null) != (tlsKey == null)) {
            throw new UsageException("TLS: found " + (tlsKey == null ? "--tls-certificate" : "--tls-key")
                    + " alone, need both, --tls-certificate FILE and --tls-key FILE.");
        }
        return tlsCertificate == null || tlsKey == null ? null : new Certificate(tlsCertificate, tlsKey);
    }

    private static ApiKeys keys(@Nullable String key, @Nullable Path file, String variable) throws IOException {
        List<String> keys = new ArrayList<>();
        String fromEnvironment = System.getenv(variable);
        if (key != null) {
            keys.add(key);
        }
        if (fromEnvironment != null && !fromEnvironment.isBlank()) {
            keys.add(fromEnvironment.strip());
        }
        if (file != null) {
            keys.addAll(ApiKeys.read(file));
        }
        return ApiKeys.of(keys);
    }
}
