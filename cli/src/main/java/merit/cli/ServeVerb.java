package merit.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import merit.encoding.PromptTemplate;
import merit.rewardmodel.RewardModelEnsemble;
import merit.rewardmodel.ScoringOptions;
import merit.serving.ModelSource;
import merit.serving.RequestLines;
import merit.serving.RequestLog;
import merit.serving.ScoringServer;
import merit.serving.ServedModel;
import merit.serving.ServingConfig;
import merit.tensor.Engine;
import merit.tensor.Precision;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts reward models behind HTTP. */
@Command(
        name = "serve",
        header = "Score over HTTP, in the shapes that trainers and applications speak.",
        description = {
            "",
            "Listens until SIGTERM or Ctrl-C, and then answers what was taken before it ends. GET / is a page to try"
                    + " it in a browser, /docs the interface, /metrics what Prometheus reads.",
            "",
            "POST /score takes a prompt and a response. The shapes of vLLM, OpenRLHF, Text Embeddings Inference,"
                    + " Cohere, Jina, SGLang and NVIDIA NIM are read on their own paths. Scores are raw unless a request"
                    + " asks otherwise.",
            ""
        },
        footer = {
            "",
            "Examples",
            "  merit serve runs/helpful",
            "  merit serve helpful=runs/one harmless=runs/two --port 8080",
            "  merit serve runs/a runs/b runs/c --ensemble mean",
            "  MERIT_API_KEY=... merit serve runs/helpful --hostname 0.0.0.0 --json-output",
            "  curl localhost:8000/score -d '{\"prompt\": \"Why did it crash?\", \"response\": \"A connection leak.\"}'"
        })
final class ServeVerb implements Callable<Integer> {
    private static final Duration WATCH_EVERY = Duration.ofSeconds(2);

    private final Console console;
    private Precision chosen = Precision.FP32;

    @Parameters(
            paramLabel = "RUN",
            arity = "1..*",
            description = "A folder that merit train saved, or a Hugging Face sequence classifier; NAME=FOLDER gives it"
                    + " another name than the folder's. The first answers requests that name no model.")
    List<String> runs = List.of();

    @Mixin
    ServingOptions serving = new ServingOptions();

    @Option(
            names = "--template",
            paramLabel = "NAME",
            order = 30,
            description = "How prompt and response become what a model made elsewhere reads: chat (a decoder's default,"
                    + " where it has a chat template), pair, plain, ...")
    @Nullable
    String template;

    @Option(
            names = "--max-length",
            paramLabel = "N",
            order = 31,
            description = "The longest row of a model made elsewhere, in tokens (what it allows).")
    @Nullable
    Integer maxLength;

    @Option(
            names = "--json-output",
            order = 32,
            description = "Log every request to standard error as a line of JSON: id, times and counts, no texts.")
    boolean jsonOutput;

    @Option(
            names = "--drain-seconds",
            paramLabel = "N",
            order = 33,
            defaultValue = "60",
            description = "How long to wait, at the end, for the requests that were taken (60).")
    int drainSeconds;

    @Option(
            names = "--watch",
            order = 34,
            description =
                    "Open a run again when its folder has changed, and serve the new one if its golden scores hold.")
    boolean watch;

    @Mixin
    EnsembleOption ensemble = new EnsembleOption();

    @Mixin
    EngineOptions engine = new EngineOptions();

    @Mixin
    PrecisionOption precision = new PrecisionOption();

    ServeVerb(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        ServingConfig config = serving.toConfig();
        engine.apply(console);
        chosen = precision.here(console);
        List<ModelSource> sources = ensemble.isGiven()
                ? List.of(together())
                : runs.stream().map(this::source).toList();
        try (EngineAhead ahead = new EngineAhead();
                Tracing tracing = Tracing.of(System.getenv());
                ScoringServer server = ScoringServer.listen(config, sources, log(), tracing.telemetry());
                ServingEnd end = new ServingEnd(console, server, tracing, Duration.ofSeconds(drainSeconds))) {
            server.load();
            if (watch) {
                server.watch(WATCH_EVERY);
            }
            sources.forEach(source -> console.say("Model", source.name()));
            console.say("Engine", Engine.describe());
            console.say("Ready", scheme(config) + "://" + config.access().host() + ":" + server.port());
            end.await();
        }
        return 0;
    }

    private static String scheme(ServingConfig config) {
        return config.access().reach().certificate() == null ? "http" : "https";
    }

    private RequestLog log() {
        return jsonOutput
                ? RequestLines.json(line -> console.err().println(line))
                : RequestLines.text(
                        console.level() == Console.Level.VERBOSE,
                        line -> console.err().println(line));
    }

    private ModelSource source(String word) {
        int equals = equalsSign(word);
        Path folder = folder(word);
        String name = equals > 0 ? word.substring(0, equals) : nameOf(folder);
        return new ModelSource(name, () -> open(Judged.by(folder)), () -> FolderVersion.of(List.of(folder)));
    }

    /** All runs as one model, named by the first word that names one. */
    private ModelSource together() {
        String name = runs.stream()
                .filter(word -> equalsSign(word) > 0)
                .map(word -> word.substring(0, equalsSign(word)))
                .findFirst()
                .orElse("ensemble");
        List<Path> folders = runs.stream().map(ServeVerb::folder).toList();
        return new ModelSource(name, () -> open(new Judged(folders, ensemble)), () -> FolderVersion.of(folders));
    }

    private static Path folder(String word) {
        int equals = equalsSign(word);
        return Path.of(equals > 0 ? word.substring(equals + 1) : word);
    }

    /** Where a name ends; 0 where there is none. */
    private static int equalsSign(String word) {
        return Files.exists(Path.of(word)) ? 0 : Math.max(0, word.indexOf('='));
    }

    private static String nameOf(Path folder) {
        Path name = folder.toAbsolutePath().normalize().getFileName();
        return name == null ? "model" : name.toString();
    }

    private ServedModel open(Judged judged) throws IOException {
        PromptTemplate form = template == null ? null : PromptTemplate.of(template);
        Judge judge = judged.open(console, new ScoringOptions(form, maxLength).in(chosen));
        try {
            if (serving.normalizeReward) {
                NormalizeOption.reference(judge);
            }
            if (judge.scorer() instanceof RewardModelEnsemble several) {
                several.requireOneReading();
            }
            return new ServedModel(judge.scorer(), judge.odds(), judge.drift());
        } catch (RuntimeException e) {
            judge.close();
            throw e;
        }
    }
}
