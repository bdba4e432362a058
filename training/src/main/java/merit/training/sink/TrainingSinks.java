package merit.training.sink;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import merit.training.TrainingConfig;
import merit.training.TrainingEvent;
import merit.training.TrainingObserver;

/**
 * The sinks of a run, fed by its events. One that fails says so once and is left out from then on: a log is never worth a training.
 * For the trainer's thread; close it when training is over, in whatever way.
 */
public final class TrainingSinks implements TrainingObserver, AutoCloseable {
    /** All there are, by name. */
    public static final List<String> NAMES = List.of("tensorboard", "csv", "mlflow");

    private final Map<String, LogSink> sinks = new LinkedHashMap<>();
    private final Consumer<String> notices;
    private boolean begun;
    private boolean completed;

    private TrainingSinks(Consumer<String> notices) {
        this.notices = notices;
    }

    /** The names that these stand for: {@code all} is all of them, {@code none} is none. */
    public static List<String> named(List<String> asked) {
        return asked.contains("all")
                ? NAMES
                : asked.stream().filter(name -> !name.equals("none")).distinct().toList();
    }

    /**
     * Sinks of a run.
     *
     * @param names of them
     * @param run the folder of the run
     * @param notices gets what people should know
     * @throws IllegalArgumentException where a name is unknown, or MLflow's address is not given
     */
    public static TrainingSinks of(List<String> names, Path run, TrainingConfig config, Consumer<String> notices) {
        TrainingSinks all = new TrainingSinks(notices);
        for (String name : names) {
            all.sinks.put(
                    name,
                    switch (name) {
                        case "tensorboard" -> new TensorBoardLog(run.resolve("tensorboard"));
                        case "csv" -> new CsvLog(run);
                        case "mlflow" -> new MlflowLog(MlflowServer.ofEnvironment(System.getenv()), run, config);
                        default ->
                            throw new IllegalArgumentException("report_to: found " + name + ", need one of "
                                    + String.join(", ", NAMES) + ", or all or none");
                    });
        }
        return all;
    }

    @Override
    public void on(TrainingEvent event) {
        if (event instanceof TrainingEvent.Resumed resumed) {
            begin(resumed.logHistory());
        } else if (event instanceof TrainingEvent.Logged logged) {
            begin(List.of());
            each(sink -> sink.add(logged.entry()));
        } else if (event instanceof TrainingEvent.Finished finished) {
            completed = finished.summary().reason() != TrainingEvent.StopReason.STOPPED;
        }
    }

    private void begin(List<Map<String, Object>> former) {
        if (!begun) {
            begun = true;
            each(sink -> sink.begin(former));
        }
    }

    private interface Use {
        void of(LogSink sink) throws IOException;
    }

    private void each(Use use) {
        List<String> failed = new ArrayList<>();
        sinks.forEach((name, sink) -> {
            try {
                use.of(sink);
            } catch (IOException e) {
                notices.accept("Careful: " + e.getMessage() + "; training goes on without " + name + ".");
                failed.add(name);
            }
        });
        sinks.keySet().removeAll(failed);
    }

    @Override
    public void close() {
        if (begun) {
            each(sink -> sink.end(completed));
        }
    }
}
