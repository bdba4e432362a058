package merit.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import merit.encoding.PromptTemplate;
import merit.preference.Duplicates.Finding;
import merit.preference.PreferenceData;
import merit.preference.format.PreferenceFiles;
import merit.tokenizer.Tokenizer;
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
                    + "what cheap judges get: \"the longer answer wins\" on all pairs, a bag of words on a held-out fifth.",
            ""
        },
        footer = {
            "",
            "Examples",
            "  merit inspect pairs.jsonl --max-length 128",
            "  merit inspect pairs.jsonl --list",
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
            description = "Whose tokens to count: a bundled model or a folder (${DEFAULT-VALUE}).")
    String model = "all-MiniLM-L6-v2";

    @Option(
            names = "--max-length",
            paramLabel = "N",
            order = 2,
            description = "Longest row in tokens (${DEFAULT-VALUE}).")
    int maxLength = 384;

    @Option(names = "--template", paramLabel = "NAME", order = 3, description = "As in training (${DEFAULT-VALUE}).")
    String template = "pair";

    @Option(names = "--list", order = 4, description = "List what was found, with file and line.")
    boolean list;

    @Option(names = "--json", order = 5, description = "Print everything as JSON.")
    boolean json;

    @Mixin
    ReadingOptions reading = new ReadingOptions();

    @Mixin
    StandardOptions standard = new StandardOptions();

    InspectVerb(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        PromptTemplate chosen = PromptTemplate.of(template);
        PreferenceData data = PreferenceFiles.read(files, reading.toReadOptions());
        Inspection found;
        try (Tokenizer tokenizer = Tokenizers.of(model)) {
            found = Inspection.of(data, tokenizer, chosen, maxLength);
        }
        if (json) {
            console.result(Json.pretty(found));
        } else {
            new InspectionText(console).print(String.join(", ", files), found);
        }
        if (list && !json) {
            findings(found).forEach((name, findings) -> findings.forEach(finding -> print(name, finding)));
        }
        return 0;
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
