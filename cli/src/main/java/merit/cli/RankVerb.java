package merit.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import merit.dialogue.Conversation;
import merit.preference.Candidate;
import merit.preference.CandidateSet;
import merit.preference.format.Format;
import merit.preference.format.PreferenceFiles;
import merit.preference.format.PreferenceRows;
import merit.preference.format.RowStream;
import merit.preference.format.RowWriter;
import merit.preference.format.SourceRow;
import merit.rewardmodel.ScoringOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sorts the answers of each prompt, best first. */
@Command(
        name = "rank",
        header = "Sort the answers of each prompt, best first.",
        description = {
            "",
            "Each row comes back with ranked: its answers sorted by reward, each with rank, index, score and response. Rows of "
                    + "prompt and response are gathered by prompt first, so that all answers to a prompt are ranked together.",
            ""
        },
        footer = {
            "",
            "Examples",
            "  merit rank runs/helpful --data candidates.jsonl --out ranked.jsonl",
            "  merit rank runs/helpful --data samples.jsonl --out best.jsonl --top 1",
            "  merit rank runs/a runs/b runs/c --ensemble min --data samples.jsonl --out best.jsonl"
        })
final class RankVerb implements Callable<Integer> {
    private final Console console;

    @Parameters(
            arity = "1..*",
            paramLabel = "RUN",
            description = "A folder that merit train saved; several with --ensemble.")
    List<Path> runs = new ArrayList<>();

    @Option(
            names = "--data",
            required = true,
            paramLabel = "FILE",
            order = 1,
            description = "Answers; - is standard input.")
    String data = "-";

    @Option(names = "--out", paramLabel = "FILE", order = 2, description = "Where the rows go (- for standard output).")
    String out = "-";

    @Option(names = "--top", paramLabel = "N", order = 3, description = "Keep the best N answers of each prompt (all).")
    int top = Integer.MAX_VALUE;

    @Mixin
    NormalizeOption normalize = new NormalizeOption();

    @Mixin
    EnsembleOption ensemble = new EnsembleOption();

    @Mixin
    ReadingOptions reading = new ReadingOptions();

    @Mixin
    EngineOptions engine = new EngineOptions();

    RankVerb(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        if (top < 1) {
            throw new UsageException("--top: found " + top + ", need 1 or more.");
        }
        Judged judged = new Judged(runs, ensemble);
        judged.check();
        engine.apply(console);
        try (Interruption interruption = Interruption.of(console, data, out);
                RowStream rows = PreferenceFiles.open(data, reading.toReadOptions());
                Judge judge = judged.open(console, ScoringOptions.NONE);
                RowWriter writer = RowWriter.open(out)) {
            if (rows.format() == Format.TEXT) {
                throw new UsageException(data + ": texts that stand alone have no rank; score them with merit score.");
            }
            Iterator<SourceRow> prompts = rows.format() == Format.RESPONSE ? byPrompt(rows) : rows;
            new RowScoring(console, normalize.over(judge))
                    .over(
                            prompts,
                            (row, scores) -> writer.write(
                                    row.withRanking(RowScoring.values(scores), RowScoring.spreads(scores), top)));
            writer.finish();
        }
        return 0;
    }

    /** One row a prompt, with each of its answers once. */
    private static Iterator<SourceRow> byPrompt(RowStream rows) {
        Map<Conversation, CandidateSet> prompts = new LinkedHashMap<>();
        rows.forEachRemaining(row -> row.sets().forEach(set -> prompts.merge(set.prompt(), set, RankVerb::joined)));
        return prompts.values().stream()
                .map(set -> new SourceRow(
                        PreferenceRows.candidates(set), set.origin(), Format.CANDIDATES, List.of(set), null))
                .iterator();
    }

    private static CandidateSet joined(CandidateSet first, CandidateSet second) {
        Map<String, Candidate> answers = new LinkedHashMap<>();
        first.candidates().forEach(candidate -> answers.put(candidate.response(), candidate));
        second.candidates().forEach(candidate -> answers.putIfAbsent(candidate.response(), candidate));
        return new CandidateSet(
                first.prompt(), List.copyOf(answers.values()), List.of(), first.metadata(), first.origin());
    }
}
