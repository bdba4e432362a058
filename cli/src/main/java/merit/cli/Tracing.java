package merit.cli;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import merit.training.Version;
import org.jspecify.annotations.Nullable;

/**
 * OpenTelemetry's own SDK where its usual variables ask for it, set up by them: {@code OTEL_EXPORTER_OTLP_ENDPOINT}, {@code
 * OTEL_SERVICE_NAME}, {@code OTEL_TRACES_SAMPLER} and the others. Where they do not, none of its classes is loaded. Traces alone, by
 * OTLP over HTTP: metrics are Prometheus' to read, and the log is lines. Close it: what has not been sent is sent then.
 */
final class Tracing implements AutoCloseable {
    private static final List<String> ENDPOINTS =
            List.of("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");
    /** As long as the SDK itself gives a batch of spans. */
    private static final long SEND_SECONDS = 30;

    private final @Nullable AutoConfiguredOpenTelemetrySdk sdk;

    private Tracing(@Nullable AutoConfiguredOpenTelemetrySdk sdk) {
        this.sdk = sdk;
    }

    /** @throws IllegalArgumentException for variables that the SDK cannot follow */
    static Tracing of(Map<String, String> environment) {
        return new Tracing(isWanted(environment) ? start() : null);
    }

    private static boolean isWanted(Map<String, String> environment) {
        String exporter = environment.getOrDefault("OTEL_TRACES_EXPORTER", "");
        boolean named = exporter.equalsIgnoreCase("otlp")
                || ENDPOINTS.stream()
                        .anyMatch(name -> !environment.getOrDefault(name, "").isBlank());
        return named
                && !exporter.equalsIgnoreCase("none")
                && !environment.getOrDefault("OTEL_SDK_DISABLED", "").equalsIgnoreCase("true");
    }

    private static AutoConfiguredOpenTelemetrySdk start() {
        try {
            return AutoConfiguredOpenTelemetrySdk.builder()
                    .disableShutdownHook()
                    .addPropertiesSupplier(() -> Map.of(
                            "otel.service.name", "merit",
                            "otel.resource.attributes", "service.version=" + Version.MERIT,
                            "otel.exporter.otlp.protocol", "http/protobuf",
                            "otel.metrics.exporter", "none",
                            "otel.logs.exporter", "none"))
                    .build();
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "OpenTelemetry cannot be set up: " + e.getMessage() + "; correct its OTEL_ variables, or unset"
                            + " OTEL_EXPORTER_OTLP_ENDPOINT.",
                    e);
        }
    }

    /** Where spans go; null where nothing is traced. */
    @Nullable
    OpenTelemetry telemetry() {
        return sdk == null ? null : sdk.getOpenTelemetrySdk();
    }

    @Override
    public void close() {
        if (sdk != null) {
            var unused = sdk.getOpenTelemetrySdk().shutdown().join(SEND_SECONDS, TimeUnit.SECONDS);
        }
    }
}
