package merit.training.sink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import merit.training.TrainingConfig;
import merit.training.TrainingOptions;
import tools.jackson.databind.ObjectMapper;

/**
 * A run on an MLflow server: every setting as a parameter, every number of the log as a metric. Its id stands in {@code mlflow.json} of
 * the run's folder, so that a resumed run goes on in the same one.
 */
final class MlflowLog implements LogSink {
    private static final String FILE = "mlflow.json";
    private static final int MOST_PARAMETERS = 100; // that MLflow takes at once
    private static final ObjectMapper JSON = new ObjectMapper();

    private final MlflowServer server;
    private final Path run;
    private final TrainingConfig config;
    private String id = "";

    MlflowLog(MlflowServer server, Path run, TrainingConfig config) {
        this.server = server;
        this.run = run;
        this.config = config;
    }

    @Override
    public void begin(List<Map<String, Object>> former) throws IOException {
        Path file = run.resolve(FILE);
        if (!former.isEmpty() && Files.exists(file)) {
            id = JSON.readTree(Files.readString(file)).path("run_id").asString("");
            server.post("runs/update", Map.of("run_id", id, "status", "RUNNING"));
            return;
        }
        Map<String, Object> made = new LinkedHashMap<>();
        made.put("experiment_id", server.experiment());
        made.put("run_name", String.valueOf(run.getFileName()));
        made.put("start_time", System.currentTimeMillis());
        id = server.post("runs/create", made)
                .path("run")
                .path("info")
                .path("run_id")
                .asString();
        Files.createDirectories(run);
        Files.writeString(
                file,
                JSON.writerWithDefaultPrettyPrinter()
                                .writeValueAsString(Map.of("tracking_uri", server.address(), "run_id", id))
                        + "\n");
        logParameters();
        for (Map<String, Object> entry : former) {
            add(entry);
        }
    }

    private void logParameters() throws IOException {
        List<Map<String, String>> parameters = new ArrayList<>();
        TrainingOptions.of(config)
                .forEach((name, value) -> parameters.add(Map.of("key", name, "value", value.toString())));
        for (int from = 0; from < parameters.size(); from += MOST_PARAMETERS) {
            int to = Math.min(parameters.size(), from + MOST_PARAMETERS);
            server.post("runs/log-batch", Map.of("run_id", id, "params", parameters.subList(from, to)));
        }
    }

    @Override
    public void add(Map<String, Object> entry) throws IOException {
        List<Map<String, Object>> metrics = new ArrayList<>();
        long now = System.currentTimeMillis();
        entry.forEach((name, value) -> {
            if (!name.endsWith("step") && value instanceof Number number && Double.isFinite(number.doubleValue())) {
                metrics.add(Map.of(
                        "key", name, "value", number.doubleValue(), "timestamp", now, "step", entry.get("step")));
            }
        });
        server.post("runs/log-batch", Map.of("run_id", id, "metrics", metrics));
    }

    @Override
    public void end(boolean completed) throws IOException {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("run_id", id);
        message.put("status", completed ? "FINISHED" : "KILLED");
        message.put("end_time", System.currentTimeMillis());
        server.post("runs/update", message);
    }
}
