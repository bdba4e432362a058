package merit.cli;

import static merit.cli.SpanReceiver.attribute;
import static merit.cli.SpanReceiver.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.trace.v1.Span;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Spans of a server, as a receiver of OTLP has them. */
@Timeout(900)
class TracingTest {
    private static final String CALLER = "b7ad6b7169203331";
    private static final String BODY = "{\"prompt\": \"Why did the zebra stop?\", \"response\": \"A zebra crossing.\"}";

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    @Test
    void aRequestIsAChildOfItsCallersSpanAndSaysWhereItsTimeWent() throws Exception {
        try (SpanReceiver receiver = new SpanReceiver()) {
            serve(receiver, url -> {
                assertThat(post(url, BODY, trace(1, "01"))).isEqualTo(200);
                assertThat(post(url, BODY, trace(2, "01"))).isEqualTo(200);
                assertThat(post(url, "{\"prompt\": 1}", trace(3, "01"))).isEqualTo(422);
                assertThat(post(url, BODY, trace(4, "00"))).isEqualTo(200);
            });
            checkComputed(receiver.spans(id(1)));
            assertThat(receiver.spans(id(2)))
                    .as("of a row that was known")
                    .extracting(Span::getName)
                    .containsExactlyInAnyOrder("POST /score", "tokenize");
            assertThat(receiver.spans(id(3))).singleElement().satisfies(span -> {
                assertThat(attribute(span.getAttributesList(), "error.type")).isEqualTo("422");
                assertThat(span.getStatus().getCodeValue())
                        .as("the caller's fault is none of the server's")
                        .isZero();
            });
            assertThat(receiver.spans(id(4)))
                    .as("what the caller does not record")
                    .isEmpty();
            checkResource(receiver);
        }
        assertThat(Files.readString(folder.resolve("err.txt"))).contains("\"trace_id\":\"" + id(1) + "\"");
    }

    private static void checkComputed(List<Span> spans) {
        assertThat(spans)
                .extracting(Span::getName)
                .containsExactlyInAnyOrder("POST /score", "tokenize", "queue", "compute");
        Span request = named(spans, "POST /score");
        assertThat(hex(request.getParentSpanId().toByteArray())).isEqualTo(CALLER);
        assertThat(request.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
        Map.of(
                        "http.route",
                        "/score",
                        "http.request.method",
                        "POST",
                        "http.response.status_code",
                        "200",
                        "merit.model",
                        "one",
                        "merit.rows",
                        "1",
                        "merit.request_id",
                        "request-1")
                .forEach((name, value) -> assertThat(attribute(request.getAttributesList(), name))
                        .as(name)
                        .isEqualTo(value));
        for (String part : List.of("tokenize", "queue", "compute")) {
            Span span = named(spans, part);
            assertThat(span.getParentSpanId()).as(part).isEqualTo(request.getSpanId());
            assertThat(span.getStartTimeUnixNano())
                    .isBetween(request.getStartTimeUnixNano(), span.getEndTimeUnixNano());
            assertThat(span.getEndTimeUnixNano()).isLessThanOrEqualTo(request.getEndTimeUnixNano());
        }
        String tokens = attribute(request.getAttributesList(), "merit.tokens");
        assertThat(attribute(named(spans, "compute").getAttributesList(), "merit.batch.tokens"))
                .as("one row was computed, and nothing else was asked")
                .isEqualTo(tokens);
    }

    private static void checkResource(SpanReceiver receiver) {
        assertThat(receiver.received()).isNotEmpty().allSatisfy(resource -> {
            assertThat(attribute(resource.getResource().getAttributesList(), "service.name"))
                    .isEqualTo("merit");
            assertThat(resource.toString()).doesNotContain("zebra");
        });
    }

    @Test
    void withoutOpenTelemetrysVariablesNothingIsSetUp() {
        String endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
        for (Map<String, String> off : List.of(
                Map.<String, String>of(),
                Map.of(endpoint, " "),
                Map.of(endpoint, "http://localhost:4318", "OTEL_SDK_DISABLED", "true"),
                Map.of(endpoint, "http://localhost:4318", "OTEL_TRACES_EXPORTER", "none"))) {
            try (Tracing tracing = Tracing.of(off)) {
                assertThat(tracing.telemetry()).as("with %s", off).isNull();
            }
        }
    }

    @FunctionalInterface
    private interface Asking {
        void at(String url) throws Exception;
    }

    /** A server that sends its spans when it ends, and not before. */
    private void serve(SpanReceiver receiver, Asking asking) throws Exception {
        String run = "one=" + TrainedRun.get().folder();
        ProcessBuilder builder = ChildProcess.merit(folder, "serve", run, "--port", "0", "--json-output");
        builder.environment().put("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.endpoint());
        builder.environment().put("OTEL_BSP_SCHEDULE_DELAY", "600000");
        builder.environment().put("OTEL_EXPORTER_OTLP_TIMEOUT", "60000");
        Process process = builder.start();
        try {
            asking.at(ChildProcess.url(process, folder));
            process.destroy();
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
    }

    private int post(String url, String body, String traceparent) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/score"))
                .header("traceparent", traceparent)
                .header("x-request-id", "request-1")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private static String id(int number) {
        return "0af7651916cd43dd8448eb211c80319" + number;
    }

    private static String trace(int number, String flags) {
        return "00-" + id(number) + "-" + CALLER + "-" + flags;
    }

    private static Span named(List<Span> spans, String name) {
        return spans.stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
