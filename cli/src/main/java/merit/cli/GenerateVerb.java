package merit.cli;

import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import merit.preference.CandidateSet;
import merit.preference.format.PreferenceRows;
import merit.preference.format.RowWriter;
import merit.preference.synthetic.SyntheticConfig;
import merit.preference.synthetic.SyntheticPreferences;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** Writes preferences whose truth is known. */
@Command(
        name = "generate",
        header = "Write a preference set whose truth is known.",
        description = {
            "",
            "Templated prompts of many domains, each with two to four answers of known quality. Neither length nor the words of "
                    + "an answer alone tell which is better; only its relation to the prompt does. With --noise some labels are "
                    + "flipped, and each row says so.",
            ""
        },
        footer = {
            "",
            "Examples",
            "  merit generate --out pairs.jsonl --prompts 1000 --noise 0.05",
            "  merit generate --out rated.jsonl --shape candidates",
            "  merit generate --out - --prompts 5 | head"
        })
final class GenerateVerb implements Callable<Integer> {
    private final Console console;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            order = 1,
            description = ".jsonl, .json, .csv, .parquet, each but the last also .gz; - is standard output.")
    String out = "-";

    @Option(names = "--prompts", paramLabel = "N", order = 2, description = "How many prompts (${DEFAULT-VALUE}).")
    long prompts = SyntheticConfig.DEFAULT_PROMPTS;

    @Option(
            names = "--shape",
            paramLabel = "NAME",
            order = 3,
            description =
                    "pairs (default): prompt, chosen, rejected; or candidates: all answers with their true quality.")
    String shape = "pairs";

    @Option(
            names = "--candidates",
            paramLabel = "MIN-MAX",
            order = 4,
            description = "Answers a prompt (${DEFAULT-VALUE}).")
    String candidates = "2-4";

    @Option(
            names = "--noise",
            paramLabel = "SHARE",
            order = 5,
            description = "Share of flipped labels (${DEFAULT-VALUE}).")
    double noise;

    @Option(
            names = "--seed",
            paramLabel = "N",
            order = 6,
            description = "The same seed gives the same rows (${DEFAULT-VALUE}).")
    long seed = SyntheticConfig.DEFAULT_SEED;

    @Mixin
    StandardOptions standard = new StandardOptions();

    GenerateVerb(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        boolean pairs = isPairs();
        long rows = 0;
        long flipped = 0;
        try (RowWriter writer = RowWriter.open(out);
                Stream<CandidateSet> sets = SyntheticPreferences.stream(config());
                ProgressBar bar = new ProgressBar(console, "Prompts", prompts)) {
            Iterator<CandidateSet> iterator = sets.iterator();
            for (long done = 1; iterator.hasNext(); done++) {
                for (ObjectNode row : rows(iterator.next(), pairs)) {
                    writer.write(row);
                    rows++;
                    flipped += row.path(SyntheticPreferences.FLIPPED).asBoolean(false) ? 1 : 0;
                }
                bar.to(done);
            }
            writer.finish();
        }
        console.say(
                "Wrote",
                Numbers.count(rows, pairs ? "pair" : "prompt") + " to " + (out.equals("-") ? "standard output" : out)
                        + (flipped > 0 ? " · " + Numbers.count(flipped) + " flipped" : ""));
        return 0;
    }

    private boolean isPairs() {
        return switch (shape.toLowerCase(Locale.ROOT)) {
            case "pairs" -> true;
            case "candidates" -> false;
            default -> throw new IllegalArgumentException("--shape: found " + shape + ", need pairs or candidates");
        };
    }

    private SyntheticConfig config() {
        String[] range = candidates.split("-");
        try {
            int least = Integer.parseInt(range[0].strip());
            int most = Integer.parseInt(range[range.length - 1].strip());
            return new SyntheticConfig(prompts, least, most, noise, seed);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--candidates: found " + candidates + ", need a range like 2-4", e);
        }
    }

    private static List<ObjectNode> rows(CandidateSet set, boolean pairs) {
        if (!pairs) {
            return List.of(PreferenceRows.candidates(set));
        }
        return SyntheticPreferences.pairRows(set).stream()
                .flatMap(row -> row.pairs().stream())
                .map(PreferenceRows::pair)
                .toList();
    }
}
