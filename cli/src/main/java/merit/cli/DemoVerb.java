package merit.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import merit.evaluation.metric.CandidateMetrics;
import merit.evaluation.metric.PairMetrics;
import merit.evaluation.report.EvaluationReport;
import merit.preference.synthetic.SyntheticConfig;
import merit.training.NamedSets;
import merit.training.TrainingConfig;
import merit.training.TrainingOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The whole of Merit once, on data made for it. */
@Command(
        name = "demo",
        header = "See everything once, on data made for it: a minute or two.",
        description = {
            "",
            "Makes prompts with two to four answers of known quality, flips one label in twenty, trains the bundled"
                    + " model on them, measures it on prompts it has not seen, picks the best answer to each, and writes a"
                    + " report.",
            ""
        },
        footer = {"", "Examples", "  merit demo", "  merit demo --quick --out /tmp/demo"})
final class DemoVerb implements Callable<Integer> {
    private static final int QUICK_PROMPTS = 100;

    private final Console console;

    @Option(names = "--prompts", paramLabel = "N", order = 1, description = "How many prompts (1000).")
    @Nullable
    Integer prompts;

    @Option(names = "--quick", order = 2, description = "A hundred prompts: half a minute, and worse figures.")
    boolean quick;

    @Option(names = "--out", paramLabel = "DIR", order = 3, description = "Where everything goes (${DEFAULT-VALUE}).")
    Path out = Path.of("runs", "demo");

    @Option(
            names = "--seed",
            paramLabel = "N",
            order = 4,
            description = "Of data, split and training (${DEFAULT-VALUE}).")
    long seed = SyntheticConfig.DEFAULT_SEED;

    @Option(names = "--json", order = 5, description = "Print the report as JSON.")
    boolean json;

    @Mixin
    EngineOptions engine = new EngineOptions();

    DemoVerb(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        Path data = out.resolve("data");
        RunTarget.check(out, Files.exists(data.resolve("pairs.jsonl")), "");
        engine.apply(console);
        int count = prompts != null ? prompts : quick ? QUICK_PROMPTS : (int) SyntheticConfig.DEFAULT_PROMPTS;
        DemoData made = DemoData.make(count, seed, data);
        TrainingRun.Request request = new TrainingRun.Request(
                config(),
                "all-MiniLM-L6-v2",
                out,
                made.line(),
                NamedSets.of(made.train()),
                NamedSets.of(made.truth()),
                made.report(),
                made.provenance(),
                false,
                false,
                false,
                false,
                null,
                List.of());
        TrainingRun.Result result = new TrainingRun(console, request).run();
        EvaluationReport report = result.report();
        if (report == null) {
            return 0;
        }
        if (json) {
            console.result(report.json());
            return 0;
        }
        print(report);
        console.result("Look", out + "/report.html · data in " + data);
        console.result("Try", "merit compare " + out);
        return 0;
    }

    private TrainingConfig config() {
        return TrainingOptions.with(
                TrainingConfig.DEFAULT,
                Map.of(
                        "max_length", 128,
                        "num_train_epochs", 1,
                        "logging_steps", 5,
                        "eval_strategy", "steps",
                        "eval_steps", 40,
                        "seed", seed));
    }

    private void print(EvaluationReport report) {
        console.sentences("So", report.conclusions());
        EvaluationReport.Figures evaluation = report.figures();
        PairMetrics pairs = evaluation.pairs();
        if (pairs != null) {
            console.result(
                    "Held out",
                    EvaluationText.percent(pairs.accuracy()) + " of pairs right · " + EvaluationText.overLength(pairs));
        }
        CandidateMetrics candidates = evaluation.candidates();
        if (candidates != null) {
            console.result(
                    "Picks",
                    "the best answer "
                            + EvaluationText.percent(candidates.picks().reward().accuracy())
                            + " · first answer "
                            + Numbers.percent(
                                    candidates.picks().first().accuracy().value())
                            + ", random "
                            + Numbers.percent(
                                    candidates.picks().random().accuracy().value())
                            + ", longest "
                            + Numbers.percent(
                                    candidates.picks().longest().accuracy().value()));
        }
    }
}
