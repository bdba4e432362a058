package merit.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import merit.encoding.PromptTemplate;
import merit.preference.format.PreferenceFiles;
import merit.preference.format.RowStream;
import merit.preference.format.RowWriter;
import merit.rewardmodel.Objectives;
import merit.rewardmodel.ScoringOptions;
import merit.scoring.Score;
import merit.scoring.ScoreInput;
import merit.scoring.Scorer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes rows back with their scores. */
@Command(
        name = "score",
        header = "Write rows back with their scores.",
        description = {
            "",
            "Every row of the file comes back as it was, with the raw reward of each answer in it: score for a"
                    + " response, chosen_score and rejected_score for a pair, a score in each entry of candidates. What"
                    + " stood under such a name before is kept as given_score, given_chosen_score, given_rejected_score"
                    + " (the last two null where nothing stood there).",
            "",
            "A sequence classifier that was made elsewhere scores too. Its rows are text, or text and pair, tokenised as "
                    + "transformers would, control tokens in them honoured; or prompt and response with --template. Where it has "
                    + "several labels, score is the first and scores has them all. A run with several objectives writes "
                    + "their weighted sum as score and each of them in scores. An adapter in PEFT's files scores too; its base is "
                    + "the one that it names, or --model.",
            "",
            "With --ensemble several runs are one judge, and spread (chosen_spread, rejected_spread) says how far they"
                    + " lie apart. Runs on one frozen backbone, and adapters of one base, have it in memory once.",
            ""
        },
        footer = {
            "",
            "Examples",
            "  merit score runs/helpful --data pairs.jsonl --out scored.jsonl",
            "  merit score runs/helpful --prompt \"Why did the service crash?\" --response \"A connection leak.\"",
            "  merit score models/classifier --data texts.jsonl --out scored.jsonl --max-length 256",
            "  merit score runs/helpful --data samples.jsonl --out scored.jsonl --normalize-reward",
            "  merit score runs/a runs/b runs/c --ensemble mean --data pairs.jsonl --out scored.jsonl",
            "  zcat rows.jsonl.gz | merit score runs/helpful --data - --out - | sort"
        })
final class ScoreVerb implements Callable<Integer> {
    private final Console console;

    @Parameters(
            arity = "1..*",
            paramLabel = "RUN",
            description = "A folder that merit train saved, a Hugging Face sequence classifier, or an adapter's folder;"
                    + " several with --ensemble.")
    List<Path> runs = new ArrayList<>();

    @Option(names = "--data", paramLabel = "FILE", order = 1, description = "Rows to score; - is standard input.")
    @Nullable
    String data;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            order = 2,
            description = "Where the scored rows go (- for standard output).")
    String out = "-";

    @Option(names = "--prompt", paramLabel = "TEXT", order = 3, description = "With --response: print one number.")
    @Nullable
    String prompt;

    @Option(names = "--response", paramLabel = "TEXT", order = 4, description = "The response to --prompt.")
    @Nullable
    String response;

    @Option(
            names = "--template",
            paramLabel = "NAME",
            order = 5,
            description = "How prompt and response become what a model made elsewhere reads: chat (a decoder's default,"
                    + " where it has a chat template), pair, plain, ...")
    @Nullable
    String template;

    @Option(
            names = "--max-length",
            paramLabel = "N",
            order = 6,
            description = "The longest row of a model made elsewhere, in tokens (what it allows).")
    @Nullable
    Integer maxLength;

    @Option(
            names = "--model",
            paramLabel = "BASE",
            order = 7,
            description =
                    "The base of an adapter: a folder, a hub's org/name, or a bundled model (the one that the adapter names).")
    @Nullable
    String model;

    @Mixin
    NormalizeOption normalize = new NormalizeOption();

    @Mixin
    EnsembleOption ensemble = new EnsembleOption();

    @Mixin
    ReadingOptions reading = new ReadingOptions();

    @Mixin
    EngineOptions engine = new EngineOptions();

    @Mixin
    PrecisionOption precision = new PrecisionOption();

    ScoreVerb(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        boolean single = prompt != null && response != null;
        if (single == (data != null) || (prompt == null) != (response == null)) {
            throw new UsageException(
                    "score either a file (--data FILE) or one answer (--prompt TEXT --response TEXT).");
        }
        Judged judged = new Judged(runs, ensemble);
        judged.check();
        engine.apply(console);
        try (Interruption interruption = Interruption.of(console, data == null ? "" : data, out);
                Judge judge = judged.open(console, options())) {
            sayOutputs(judge.objectives());
            Scorer written = normalize.over(judge);
            if (prompt != null && response != null) {
                scoreOne(written, ScoreInput.of(prompt, response));
            } else if (data != null) {
                scoreFile(written, data);
            }
        }
        return 0;
    }

    private ScoringOptions options() throws IOException {
        String base = model == null ? null : ModelPlace.of(model, console);
        PromptTemplate form = template == null ? null : PromptTemplate.of(template);
        return new ScoringOptions(form, maxLength, base, precision.here(console));
    }

    private void sayOutputs(Objectives objectives) {
        List<String> names = objectives.names();
        if (names.size() > 1) {
            console.say("This model has " + names.size() + " outputs: " + String.join(", ", names) + "; score is "
                    + (objectives.loss() == null ? "the first" : weighted(objectives)) + ", scores has all.");
        }
    }

    /** {@code 0.5 helpful + 0.5 harmless}. */
    private static String weighted(Objectives objectives) {
        return objectives.parts().stream()
                .filter(part -> part.weight() != 0)
                .map(part -> Numbers.decimal(part.weight(), 2) + " " + part.name())
                .collect(Collectors.joining(" + "));
    }

    private static List<List<Double>> outputs(List<Score> scores) {
        return scores.stream().anyMatch(score -> score.objectives().isEmpty())
                ? List.of()
                : scores.stream()
                        .map(score -> List.copyOf(score.objectives().values()))
                        .toList();
    }

    private void scoreOne(Scorer scorer, ScoreInput input) {
        Score score = scorer.score(List.of(input)).get(0);
        console.result(Double.toString(score.value()));
        if (score.spread() != null) {
            console.say("Spread", Double.toString(score.spread()));
        }
    }

    private void scoreFile(Scorer scorer, String file) {
        try (RowStream rows = PreferenceFiles.open(file, reading.toReadOptions());
                RowWriter writer = RowWriter.open(out)) {
            new RowScoring(console, scorer)
                    .over(
                            rows,
                            (row, scores) -> writer.write(row.withScores(
                                    RowScoring.values(scores), outputs(scores), RowScoring.spreads(scores))));
            writer.finish();
        }
    }
}
