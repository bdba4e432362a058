package merit.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import merit.evaluation.metric.CandidateMetrics;
import merit.evaluation.metric.PairMetrics;
import merit.evaluation.report.EvaluationReport;
import merit.preference.CandidateSet;
import merit.preference.Pairing;
import merit.preference.PreferenceData;
import merit.preference.PreferenceSplit;
import merit.preference.format.PreferenceRows;
import merit.preference.format.RowWriter;
import merit.preference.synthetic.SyntheticConfig;
import merit.preference.synthetic.SyntheticPreferences;
import merit.training.Provenance;
import merit.training.TrainingConfig;
import merit.training.TrainingOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** The whole of Merit once, on data made for it. */
@Command(
        name = "demo",
        header = "See everything once, on data made for it: about three minutes.",
        description = {
            "",
            "Makes prompts with two to four answers of known quality, flips one label in twenty, trains the bundled model on "
                    + "them, measures it on prompts it has not seen, picks the best answer to each, and writes a report.",
            ""
        },
        footer = {"", "Examples", "  merit demo", "  merit demo --quick --out /tmp/demo"})
final class DemoVerb implements Callable<Integer> {
    private static final int QUICK_PROMPTS = 100;
    private static final double HELD_OUT = 0.2;
    private static final double NOISE = 0.05;

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

    @Mixin
    StandardOptions standard = new StandardOptions();

    DemoVerb(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        Path data = out.resolve("data");
        RunTarget.prepare(out, Files.exists(data.resolve("pairs.jsonl")));
        engine.apply(console);
        List<CandidateSet> sets = generate(data);
        PreferenceSplit.Sides<CandidateSet> sides = new PreferenceSplit(seed).holdOut(sets, HELD_OUT);
        List<CandidateSet> truth =
                sides.heldOut().stream().map(DemoVerb::asTrue).toList();
        TrainingConfig config = config();
        TrainingRun.Request request = new TrainingRun.Request(
                config,
                "all-MiniLM-L6-v2",
                out,
                Numbers.count(sets.size(), "prompt") + ", " + Numbers.count(pairs(sets), "pair")
                        + " made for the purpose",
                sides.training(),
                truth,
                PreferenceData.of(sets).report(),
                provenance(sets.size()));
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

    private List<CandidateSet> generate(Path folder) {
        int count = prompts != null ? prompts : quick ? QUICK_PROMPTS : (int) SyntheticConfig.DEFAULT_PROMPTS;
        List<CandidateSet> sets = SyntheticPreferences.generate(count, seed, NOISE);
        write(
                folder.resolve("pairs.jsonl"),
                sets.stream()
                        .flatMap(set -> SyntheticPreferences.pairRows(set).stream())
                        .flatMap(set -> set.pairs().stream())
                        .map(PreferenceRows::pair));
        write(folder.resolve("candidates.jsonl"), sets.stream().map(PreferenceRows::candidates));
        return sets;
    }

    private static void write(Path file, Stream<ObjectNode> rows) {
        try (RowWriter writer = RowWriter.open(file.toString())) {
            rows.forEach(writer::write);
            writer.finish();
        }
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

    private Provenance provenance(int count) {
        List<String> command = List.of("demo", "--prompts", Integer.toString(count), "--seed", Long.toString(seed));
        return new Provenance(
                command,
                Map.of(),
                Map.of("made_by", "merit generate", "noise", NOISE),
                Map.of("held_out", "by first user turn", "share", HELD_OUT, "seed", seed));
    }

    /** The same candidates judged by their true quality: without the flipped labels. */
    private static CandidateSet asTrue(CandidateSet set) {
        List<@Nullable Double> qualities = new java.util.ArrayList<>();
        set.candidates()
                .forEach(candidate -> qualities.add(candidate.attributes().get(SyntheticPreferences.QUALITY)));
        return set.withJudgements(Pairing.ALL.judge(qualities));
    }

    private static long pairs(List<CandidateSet> sets) {
        return sets.stream().mapToLong(set -> set.pairs().size()).sum();
    }

    private void print(EvaluationReport report) {
        report.conclusions().forEach(sentence -> console.result("", sentence));
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
