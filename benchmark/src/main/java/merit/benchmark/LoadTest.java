package merit.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import merit.rewardmodel.RewardModelScorer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Loads a server with real rows: so many clients, each asking again as soon as it is answered, or requests at a set rate that waits for
 * nobody. Any server in one of the shapes; the load costs the same beside each.
 */
@Command(
        name = "load",
        description = {
            "Loads a server that runs, one line for each number of clients. For the engine's own rate on the same"
                    + " rows: --bare RUN.",
            "  benchmark/run load --data PAIRS --url http://localhost:8000 --clients 1,32,256",
            "  benchmark/run load --data PAIRS --url http://localhost:7997 --shape rerank --candidates 64",
            "  benchmark/run load --data PAIRS --words 15 --url http://localhost:8000 --clients 32 --rate 400"
        },
        mixinStandardHelpOptions = true)
final class LoadTest implements Callable<Integer> {
    @Mixin
    SentRows rows = new SentRows();

    @Option(
            names = "--url",
            description = "The server (default ${DEFAULT-VALUE}).",
            defaultValue = "http://localhost:8000")
    String url = "";

    @Option(
            names = "--shape",
            defaultValue = "merit",
            description = "merit, vllm, tei or rerank (default ${DEFAULT-VALUE}).")
    LoadShape shape = LoadShape.MERIT;

    @Option(names = "--model", defaultValue = "", description = "Sent as the model's name, where one is needed.")
    String model = "";

    @Option(names = "--key", description = "Sent as a bearer key.")
    @Nullable
    String key;

    @Option(
            names = "--clients",
            split = ",",
            defaultValue = "1,32,256",
            description = "At once (default ${DEFAULT-VALUE}).")
    List<Integer> clients = List.of();

    @Option(
            names = "--seconds",
            defaultValue = "30",
            description = "For each (default ${DEFAULT-VALUE}), after --warm-up.")
    int seconds;

    @Option(names = "--warm-up", defaultValue = "5", description = "Seconds before (default ${DEFAULT-VALUE}).")
    int warmUp;

    @Option(
            names = "--candidates",
            defaultValue = "1",
            description = "Answers of a request (default ${DEFAULT-VALUE}).")
    int candidates;

    @Option(
            names = "--words",
            defaultValue = "100000",
            description = "Of prompt and answer, each; 15 makes rows of 40 tokens (all).")
    int words;

    @Option(
            names = "--rate",
            description = "Requests a second in all, sent whether answered or not while a client is free.")
    @Nullable
    Double rate;

    @Option(names = "--bare", paramLabel = "RUN", description = "Score the rows in this process instead, without HTTP.")
    @Nullable
    Path bare;

    @Override
    public Integer call() throws Exception {
        LoadTexts texts = new LoadTexts(rows.pairs(), words, candidates);
        if (bare != null) {
            System.out.println(bareRate(bare, texts));
            return 0;
        }
        Load load = new Load(new Load.Target(url, shape, model, key), texts, rate);
        long failures = 0;
        for (int count : clients) {
            load.run(count, warmUp);
            LoadFigures figures = load.run(count, seconds);
            System.out.println(figures.line(count + " clients"));
            failures += figures.failures();
        }
        return failures == 0 ? 0 : 1;
    }

    private String bareRate(Path run, LoadTexts texts) throws IOException {
        try (RewardModelScorer scorer = RewardModelScorer.open(run)) {
            return String.format(Locale.ROOT, "bare           %8.1f rows/s", EngineRate.of(scorer, texts, seconds));
        }
    }
}
