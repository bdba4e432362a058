package merit.training.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import merit.training.TrainingConfig;
import merit.training.TrainingEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What sinks make of a log, and how a training goes on without one that fails. */
class TrainingSinksTest {
    private static final Map<String, Object> STEP = entry(10, "loss", 0.5);
    private static final Map<String, Object> EVALUATION = entry(10, "eval_loss", 0.6);

    @TempDir
    private Path run;

    private final List<String> notices = new ArrayList<>();
    private final List<String> requests = new ArrayList<>();
    private final HttpServer server;

    TrainingSinksTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/2.0/mlflow/", exchange -> {
            String path = exchange.getRequestURI().toString().substring("/api/2.0/mlflow/".length());
            requests.add(path + " " + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            boolean unknown = path.startsWith("experiments/get-by-name");
            byte[] answer = (unknown
                            ? "{\"error_code\": \"RESOURCE_DOES_NOT_EXIST\"}"
                            : "{\"experiment_id\": \"7\", \"run\": {\"info\": {\"run_id\": \"abc\"}}}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(unknown ? 404 : 200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void csvHasALineAnEntryAndAfterAResumeOnlyThoseThatCount() throws IOException {
        try (TrainingSinks sinks = sinks("csv")) {
            sinks.on(new TrainingEvent.Logged(STEP));
            sinks.on(new TrainingEvent.Logged(EVALUATION));
            sinks.on(new TrainingEvent.Logged(entry(20, "loss", 0.4)));
        }
        assertThat(run.resolve("train_log.csv")).hasContent("epoch,step,loss\n0.5,10,0.5\n0.5,20,0.4\n");
        assertThat(run.resolve("eval_log.csv")).hasContent("epoch,step,eval_loss\n0.5,10,0.6\n");
        try (TrainingSinks sinks = sinks("csv")) {
            sinks.on(new TrainingEvent.Resumed(12, 0.6, List.of(), List.of(STEP, EVALUATION)));
            sinks.on(new TrainingEvent.Logged(entry(20, "loss", 0.3)));
        }
        assertThat(run.resolve("train_log.csv")).hasContent("epoch,step,loss\n0.5,10,0.5\n0.5,20,0.3\n");
    }

    @Test
    void tensorBoardGetsAFileABeginning() throws IOException {
        try (TrainingSinks sinks = sinks("tensorboard")) {
            sinks.on(new TrainingEvent.Logged(STEP));
        }
        try (Stream<Path> files = Files.list(run.resolve("tensorboard"))) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(1);
            assertThat(String.valueOf(all.get(0).getFileName())).startsWith("events.out.tfevents.");
            assertThat(Files.readString(all.get(0), StandardCharsets.ISO_8859_1))
                    .contains("brain.Event:2", "train/loss", "train/epoch")
                    .doesNotContain("step");
        }
    }

    @Test
    void mlflowGetsItsDocumentedCalls() throws IOException {
        record(new TrainingEvent.Logged(STEP));
        assertThat(requests).hasSize(6);
        assertThat(requests.get(0)).isEqualTo("experiments/get-by-name?experiment_name=my+tests ");
        assertThat(requests.get(1)).isEqualTo("experiments/create {\"name\":\"my tests\"}");
        assertThat(requests.get(2)).startsWith("runs/create {\"experiment_id\":\"7\",\"run_name\":\"run\"");
        assertThat(requests.get(3)).startsWith("runs/log-batch ").contains("learning_rate");
        assertThat(requests.get(4))
                .startsWith("runs/log-batch ")
                .contains("\"key\":\"loss\"", "\"value\":0.5", "\"step\":10", "\"run_id\":\"abc\"");
        assertThat(requests.get(5)).startsWith("runs/update ").contains("\"status\":\"KILLED\"");
        requests.clear();
        record(new TrainingEvent.Resumed(10, 0.5, List.of(), List.of(STEP)));
        assertThat(requests.get(0)).startsWith("runs/update ").contains("\"run_id\":\"abc\"", "\"RUNNING\"");
    }

    private void record(TrainingEvent event) throws IOException {
        Map<String, String> environment = Map.of(
                "MLFLOW_TRACKING_URI",
                "http://127.0.0.1:" + server.getAddress().getPort() + "/",
                "MLFLOW_EXPERIMENT_NAME",
                "my tests");
        MlflowLog log =
                new MlflowLog(MlflowServer.ofEnvironment(environment), run.resolve("run"), TrainingConfig.DEFAULT);
        if (event instanceof TrainingEvent.Resumed resumed) {
            log.begin(resumed.logHistory());
        } else if (event instanceof TrainingEvent.Logged logged) {
            log.begin(List.of());
            log.add(logged.entry());
        }
        log.end(false);
    }

    @Test
    void aServerThatDoesNotAnswerIsSaidToBeOne() {
        server.stop(0);
        assertThatThrownBy(() -> record(new TrainingEvent.Logged(STEP)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("MLflow at http://127.0.0.1:")
                .hasMessageContaining("does not answer");
    }

    @Test
    void aSinkThatFailsIsLeftOutAndSaidToBe() throws IOException {
        Files.writeString(run.resolve("tensorboard"), "a file in the way");
        try (TrainingSinks sinks = sinks("tensorboard", "csv")) {
            sinks.on(new TrainingEvent.Logged(STEP));
            sinks.on(new TrainingEvent.Logged(EVALUATION));
        }
        assertThat(notices).hasSize(1);
        assertThat(notices.get(0))
                .startsWith("Careful: " + run.resolve("tensorboard") + " cannot be written")
                .endsWith("training goes on without tensorboard.");
        assertThat(run.resolve("eval_log.csv")).exists();
    }

    @Test
    void namesAndAddressesAreCheckedBeforeTraining() {
        assertThatThrownBy(() -> sinks("wandb"))
                .hasMessage("report_to: found wandb, need one of tensorboard, csv, mlflow, or all or none");
        assertThatThrownBy(() -> MlflowServer.ofEnvironment(Map.of("MLFLOW_TRACKING_URI", "file:///tmp")))
                .hasMessageContaining("found MLFLOW_TRACKING_URI file:///tmp, need the address of a server");
    }

    private TrainingSinks sinks(String... names) {
        return TrainingSinks.of(List.of(names), run, TrainingConfig.DEFAULT, notices::add);
    }

    private static Map<String, Object> entry(int step, String name, double value) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("epoch", 0.5);
        entry.put("step", step);
        entry.put("global_step", step);
        entry.put(name, value);
        return entry;
    }
}
