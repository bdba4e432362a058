package merit.cli;

import java.util.ArrayList;
import java.util.List;
import merit.training.sink.TrainingSinks;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of {@code train} beside its data and its settings. */
final class TrainExtras {
    @Option(
            names = "--learning-curve",
            order = 8,
            description =
                    "Train on 10, 25 and 50 %% of the training prompts too, which takes nearly as long again, and say"
                            + " whether more labels would help.")
    boolean learningCurve;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            order = 9,
            description =
                    "Batch, length and precision for a machine: cpu, gpu-6gb, gpu-12gb, gpu-24gb, gpu-40gb; options"
                            + " and run files go before it.")
    @Nullable
    String preset;

    @Option(
            names = "--dry-run",
            order = 9,
            description = "Read and encode all, say what would be done, and do nothing.")
    boolean dryRun;

    @Option(
            names = "--report-to",
            paramLabel = "NAME",
            split = ",",
            order = 9,
            description = "Also log to tensorboard (RUN/tensorboard), csv (RUN/train_log.csv, eval_log.csv), mlflow "
                    + "(MLFLOW_TRACKING_URI), several with commas, all or none (none).")
    List<String> reportTo = new ArrayList<>();

    @Option(
            names = "--auto-batch",
            order = 9,
            description =
                    "Measure how many tokens fit into free memory at once, by forward and backward passes over the"
                            + " longest rows, and take that for --micro-batch-tokens. The result of training stays the same.")
    boolean autoBatch;

    @Option(
            names = "--dashboard",
            paramLabel = "PORT",
            arity = "0..1",
            fallbackValue = "7007",
            order = 9,
            description =
                    "A page of this machine alone, http://127.0.0.1:7007 or another PORT, with the curves while it"
                            + " trains; kept as training.html in the run's folder.")
    @Nullable
    Integer dashboard;

    @Option(
            names = "--token-cache",
            paramLabel = "DIR",
            order = 9,
            description = "Keep texts and tokens on disk in DIR, and in memory some bytes a pair: for data larger than"
                    + " memory. The weights are the same, bit for bit; the next run of the same files, tokenizer,"
                    + " template and length reads what is there. auto (default): in the user's cache folder where"
                    + " the files are larger than an eighth of Java's heap; off: never.")
    String tokenCache = TokenCache.AUTO;

    @Option(names = "--json", order = 10, description = "Print the result as JSON.")
    boolean json;

    /** The names of all that {@code --report-to} stands for. */
    List<String> sinks() {
        return TrainingSinks.named(reportTo);
    }

    /** These options beside those that a run began with, which stay where nothing is said now. */
    TrainExtras over(TrainExtras began) {
        learningCurve |= began.learningCurve;
        reportTo = reportTo.isEmpty() ? began.reportTo : reportTo;
        tokenCache = tokenCache.equals(TokenCache.AUTO) ? began.tokenCache : tokenCache;
        return this;
    }
}
