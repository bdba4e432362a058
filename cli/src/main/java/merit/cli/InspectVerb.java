package merit.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import merit.encoding.EncodingConfig;
import merit.encoding.PromptTemplate;
import merit.encoding.RowEncoder;
import merit.encoding.Truncation;
import merit.evaluation.audit.LabelNoise;
import merit.evaluation.metric.ClusteredBootstrap;
import merit.evaluation.metric.ScoredSet;
import merit.preference.Duplicates.Finding;
import merit.preference.PreferenceData;
import merit.preference.format.PreferenceFiles;
import merit.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what files hold, before an hour goes into training on them. */
@Command(
        name = "inspect",
        header = "Say what files hold, before an hour goes into them.",
        description = {
            "",
            "Format, rows, labels, lengths in tokens, what a longest row would cut away, what stands twice or against itself, and "
                    + "what cheap judges get: \"the longer answer wins\" on all pairs, a bag of words on a held-out fifth. Looks that "
                    + "give the chosen answer away, prompts and answers that nearly stand twice, labels that are probably flipped.",
            "",
            "With --against: what of FILE stands in the other file too, word for word or nearly (FILE to measure on, the other "
                    + "to train on: contamination), and whether both are of one kind.",
            ""
        },
        footer = {
            "",
            "Examples",
            "  merit inspect pairs.jsonl --max-length 128",
            "  merit inspect pairs.jsonl --list",
            "  merit inspect held-out.jsonl --against train.jsonl",
            "  merit inspect pairs.jsonl --run runs/other --list    labels judged by a model trained on other data",
            "  merit inspect pairs.jsonl --model models/chat-model --template chat    and look at its chat template",
            "  merit inspect a.jsonl.gz b.parquet --model models/bert --json"
        })
final class InspectVerb implements Callable<Integer> {
    private final Console console;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files to look at; - is standard input.")
    List<String> files = new ArrayList<>();

    @Option(
            names = "--model",
            paramLabel = "NAME",
            order = 1,
            description = "Whose tokens to count: a bundled model, a folder, or a hub's org/name (${DEFAULT-VALUE}).")
    String model = "all-MiniLM-L6-v2";

    @Option(
            names = "--max-length",
            paramLabel = "N",
            order = 2,
            description = "Longest row in tokens (${DEFAULT-VALUE}).")
    int maxLength = 384;

    @Option(
            names = "--template",
            paramLabel = "NAME",
            order = 3,
            description = "As in training, where auto is chat for decoders that have a chat template, else pair"
                    + " (${DEFAULT-VALUE}); chat also says what is wrong with the chat template.")
    String template = "pair";

    @Option(
            names = "--against",
            paramLabel = "FILE",
            order = 4,
            description = "Other data to hold these against, such as those trained on; may be given several times.")
    List<String> against = new ArrayList<>();

    @Option(
            names = "--run",
            paramLabel = "RUN",
            order = 5,
            description =
                    "Judge the labels by this model, which must not have been trained on them (by words, over five folds).")
    @Nullable
    Path run;

    @Option(
            names = "--scores",
            paramLabel = "FILE",
            order = 6,
            description = "Judge the labels of this file by the scores in its rows, as merit score writes them.")
    @Nullable
    String scores;

    @Option(names = "--list", order = 7, description = "List what was found, with file and line.")
    boolean list;

    @Option(names = "--json", order = 8, description = "Print everything as JSON.")
    boolean json;

    @Mixin
    ReadingOptions reading = new ReadingOptions();

    @Mixin
    EngineOptions engine = new EngineOptions();

    InspectVerb(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        if (run != null && scores != null) {
            throw new UsageException("judge labels by --run or by --scores: found both, need one.");
        }
        if (list && json) {
            throw new UsageException("--json prints all that --list does: found both, need one.");
        }
        StandardInput.checkOnce(List.of(files, against, scores == null ? List.of() : List.of(scores)));
        PromptTemplate chosen = PromptTemplate.of(template);
        PreferenceData data = PreferenceFiles.read(files, reading.toReadOptions());
        Inspection found;
        try (Tokenizer tokenizer = Tokenizers.of(ModelPlace.of(model, console))) {
            new RowEncoder(tokenizer, new EncodingConfig(chosen, maxLength, Truncation.PROMPT))
                    .notes()
                    .forEach(note -> console.say("Note", note));
            found = Inspection.of(data, tokenizer, chosen, maxLength);
        }
        if (run != null || scores != null) {
            found = found.judged(LabelNoise.ofScores(scored(data), ClusteredBootstrap.STANDARD));
        }
        if (!against.isEmpty()) {
            found = found.against(OtherData.of(data, PreferenceFiles.read(against, reading.toReadOptions())));
        }
        if (json) {
            console.result(Json.pretty(found));
        } else {
            new InspectionText(console).print(String.join(", ", files), found);
        }
        if (list) {
            findings(found).forEach((name, findings) -> findings.forEach(finding -> print(name, finding)));
            new InspectionList(console).print(found);
        }
        return 0;
    }

    private List<ScoredSet> scored(PreferenceData data) throws IOException {
        if (scores != null) {
            return ScoredRows.read(List.of(scores), reading.toReadOptions()).sets();
        }
        engine.apply(console);
        return RunScoring.score(console, Objects.requireNonNull(run), data.sets());
    }

    private static Map<String, List<Finding>> findings(Inspection found) {
        Map<String, List<Finding>> findings = new LinkedHashMap<>();
        findings.put("duplicate of", found.audit().duplicates().duplicates());
        findings.put("contradicts", found.audit().duplicates().contradictions());
        findings.put("identical answers", found.audit().duplicates().identicalAnswers());
        findings.put("near-identical answers", found.audit().duplicates().nearIdenticalAnswers());
        return findings;
    }

    private void print(String name, Finding finding) {
        boolean two = !finding.origin().equals(finding.earlier());
        console.result(finding.origin() + ": " + name
                + (two ? " line " + finding.earlier().line() : ""));
    }
}
