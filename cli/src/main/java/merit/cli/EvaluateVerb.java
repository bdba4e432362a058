package merit.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import merit.evaluation.audit.DataAudit;
import merit.evaluation.metric.Evaluation;
import merit.evaluation.metric.EvaluationOptions;
import merit.evaluation.report.ComparisonReport;
import merit.evaluation.report.EvaluationReport;
import merit.preference.PreferenceData;
import merit.preference.format.PreferenceFiles;
import merit.rewardmodel.RewardModelScorer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures a run, or two runs against each other. */
@Command(
        name = "evaluate",
        header = "Measure a run, or two runs against each other.",
        description = {
            "",
            "Accuracy with its 95 %% interval (bootstrap, clustered by prompt), ties, margin, loss, AUC, the spread of rewards, and "
                    + "what \"the longer answer wins\" gets on the same pairs. Where candidates are rated: Spearman, and how often "
                    + "the reward picks the best one. Two runs: the difference, paired.",
            ""
        },
        footer = {
            "",
            "Examples",
            "  merit evaluate runs/helpful --data held-out.jsonl",
            "  merit evaluate runs/new runs/old --data held-out.jsonl --json",
            "  merit evaluate runs/helpful --data rated.jsonl --rating overall --out report"
        })
final class EvaluateVerb implements Callable<Integer> {
    private final Console console;

    @Parameters(arity = "1..2", paramLabel = "RUN", description = "One run, or two to compare.")
    List<Path> runs = new ArrayList<>();

    @Option(
            names = "--data",
            required = true,
            paramLabel = "FILE",
            order = 1,
            description = "Pairs or rated candidates, not trained on; may be given several times.")
    List<String> data = new ArrayList<>();

    @Option(names = "--out", paramLabel = "DIR", order = 2, description = "Write report.html and report.json there.")
    @Nullable
    Path out;

    @Option(
            names = "--rating",
            paramLabel = "NAME",
            order = 3,
            description = "The candidates' true rating (found by itself).")
    @Nullable
    String rating;

    @Option(names = "--json", order = 4, description = "Print the figures as JSON.")
    boolean json;

    @Mixin
    ReadingOptions reading = new ReadingOptions();

    @Mixin
    EngineOptions engine = new EngineOptions();

    @Mixin
    StandardOptions standard = new StandardOptions();

    EvaluateVerb(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        PreferenceData read = PreferenceFiles.read(data, reading.toReadOptions());
        engine.apply(console);
        List<Evaluation> evaluations = new ArrayList<>();
        try (Interruption interruption = Interruption.of(console, "Stopped before all was measured.")) {
            for (Path run : runs) {
                evaluations.add(evaluate(run, read));
            }
        }
        ComparisonReport compared = evaluations.size() == 2
                        && evaluations.get(0).pairs() != null
                ? ComparisonReport.of(
                        runs.get(0).toString(), evaluations.get(0), runs.get(1).toString(), evaluations.get(1))
                : null;
        if (json) {
            printJson(evaluations, compared, read);
        } else {
            print(evaluations, compared);
        }
        if (out != null) {
            write(out, evaluations, read);
            if (compared != null) {
                compared.write(out);
                console.say("Both", out.resolve("comparison.html").toString());
            }
        }
        return 0;
    }

    private void write(Path folder, List<Evaluation> evaluations, PreferenceData read) throws IOException {
        for (int i = 0; i < runs.size(); i++) {
            Path target = runs.size() == 1 ? folder : folder.resolve(i == 0 ? "first" : "second");
            report(runs.get(i), evaluations.get(i), read).write(target);
            console.say("Report", target.resolve("report.html").toString());
        }
    }

    private static EvaluationReport report(Path run, Evaluation evaluation, PreferenceData read) {
        return EvaluationReport.about(run.toString(), evaluation)
                .provenance("Model", run.toString())
                .provenance("Data", String.join(", ", read.report().files()))
                .provenance("Merit", Version.MERIT)
                .data(read.report())
                .data(DataAudit.of(read.sets()))
                .build();
    }

    private Evaluation evaluate(Path run, PreferenceData read) throws IOException {
        try (RewardModelScorer scorer = RewardModelScorer.open(run);
                ProgressBar bar = new ProgressBar(console, "Scoring", 0).unit("answers")) {
            EvaluationOptions options = EvaluationOptions.STANDARD.withProgress(
                    (done, total) -> bar.of(total).to(done));
            return Evaluation.of(scorer, read.sets(), rating == null ? options : options.withRating(rating));
        }
    }

    private void print(List<Evaluation> evaluations, @Nullable ComparisonReport compared) {
        EvaluationText text = new EvaluationText(console);
        for (int i = 0; i < runs.size(); i++) {
            if (runs.size() > 1) {
                console.result(runs.get(i).toString());
            }
            text.print(evaluations.get(i));
        }
        if (compared != null) {
            console.result("Both", EvaluationText.comparison(compared));
        }
    }

    private void printJson(List<Evaluation> evaluations, @Nullable ComparisonReport compared, PreferenceData read) {
        Map<String, Object> all = new LinkedHashMap<>();
        for (int i = 0; i < runs.size(); i++) {
            all.put(i == 0 ? "first" : "second", report(runs.get(i), evaluations.get(i), read));
        }
        if (compared != null) {
            all.put("comparison", compared.figures());
            all.put("verdict", compared.verdict());
        }
        Object shown = runs.size() == 1 ? all.getOrDefault("first", all) : all;
        console.result(Json.pretty(shown));
    }
}
