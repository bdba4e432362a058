package merit.training.sink;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** MLflow's REST API, version 2.0. Thread-safe. */
final class MlflowServer {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int NOT_FOUND = 404;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final String address;
    private final String experiment;
    private final @Nullable String authorization;

    private MlflowServer(String address, String experiment, @Nullable String authorization) {
        this.address = address;
        this.experiment = experiment;
        this.authorization = authorization;
    }

    /**
     * The server that MLflow's own variables name: {@code MLFLOW_TRACKING_URI}, {@code MLFLOW_EXPERIMENT_NAME}, {@code
     * MLFLOW_TRACKING_TOKEN}, or {@code MLFLOW_TRACKING_USERNAME} with {@code MLFLOW_TRACKING_PASSWORD}.
     *
     * @throws IllegalArgumentException where it names none that speaks HTTP
     */
    static MlflowServer ofEnvironment(Map<String, String> environment) {
        String address = environment.getOrDefault("MLFLOW_TRACKING_URI", "");
        if (!address.matches("https?://.+")) {
            throw new IllegalArgumentException("report_to mlflow: found MLFLOW_TRACKING_URI "
                    + (address.isEmpty() ? "not set" : address)
                    + ", need the address of a server, http://localhost:5000 say; start one with: mlflow server");
        }
        String token = environment.get("MLFLOW_TRACKING_TOKEN");
        String user = environment.get("MLFLOW_TRACKING_USERNAME");
        String password = environment.getOrDefault("MLFLOW_TRACKING_PASSWORD", "");
        String basic = user == null ? null : "Basic " + base64(user + ":" + password);
        return new MlflowServer(
                address.replaceAll("/+$", ""),
                environment.getOrDefault("MLFLOW_EXPERIMENT_NAME", "merit"),
                token == null ? basic : "Bearer " + token);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    String address() {
        return address;
    }

    /** The id of the experiment that runs belong to; it is made where there is none. */
    String experiment() throws IOException {
        String name = URLEncoder.encode(experiment, StandardCharsets.UTF_8);
        HttpRequest.Builder get = request("experiments/get-by-name?experiment_name=" + name);
        HttpResponse<String> found = send(get.GET());
        if (found.statusCode() == NOT_FOUND) {
            return post("experiments/create", Map.of("name", experiment))
                    .path("experiment_id")
                    .asString();
        }
        return checked(found).path("experiment").path("experiment_id").asString();
    }

    /** Posts a message; returns the answer. */
    JsonNode post(String path, Object message) throws IOException {
        HttpRequest.Builder post =
                request(path).POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(message)));
        return checked(send(post.header("Content-Type", "application/json")));
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + "/api/2.0/mlflow/" + path))
                .timeout(PATIENCE);
        return authorization == null ? request : request.header("Authorization", authorization);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            String reason = e.getMessage() == null ? "no connection" : e.getMessage();
            throw new IOException("MLflow at " + address + " does not answer (" + reason + ")", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("MLflow at " + address + " was not waited for", e);
        }
    }

    private JsonNode checked(HttpResponse<String> response) throws IOException {
        try {
            JsonNode body = JSON.readTree(response.body());
            if (response.statusCode() / 100 == 2) {
                return body;
            }
            throw new IOException("MLflow at " + address + " refused: status " + response.statusCode() + ", "
                    + body.path("error_code").asString("") + " "
                    + body.path("message").asString(""));
        } catch (JacksonException e) {
            throw new IOException(
                    "MLflow at " + address + " answered with status " + response.statusCode() + " and no JSON", e);
        }
    }
}
