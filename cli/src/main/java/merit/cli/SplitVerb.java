package merit.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import merit.preference.PreferenceSplit;
import merit.preference.format.DataFileException;
import merit.preference.format.PreferenceFiles;
import merit.preference.format.RowStream;
import merit.preference.format.RowWriter;
import merit.preference.format.SourceRow;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Splits files by prompt. */
@Command(
        name = "split",
        header = "Split a file by prompt, never by row.",
        description = {
            "",
            "Rows that share their first user turn stay on one side. The split depends on the seed and on the prompts alone: the "
                    + "order of the rows does not matter. Rows are written as they were read.",
            ""
        },
        footer = {
            "",
            "Examples",
            "  merit split pairs.jsonl --out parts                     parts/train.jsonl, parts/eval.jsonl",
            "  merit split pairs.jsonl --out parts --folds 5           parts/fold-1/train.jsonl, ..."
        })
final class SplitVerb implements Callable<Integer> {
    private final Console console;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files to split; - is standard input.")
    List<String> files = new ArrayList<>();

    @Option(names = "--out", required = true, paramLabel = "DIR", order = 1, description = "Folder of the parts.")
    Path out = Path.of("");

    @Option(
            names = "--eval-share",
            paramLabel = "SHARE",
            order = 2,
            description = "Share of the prompts that is held out (${DEFAULT-VALUE}).")
    double share = 0.2;

    @Option(names = "--folds", paramLabel = "K", order = 3, description = "Make K folds in place of one split.")
    @Nullable
    Integer folds;

    @Option(
            names = "--seed",
            paramLabel = "N",
            order = 4,
            description = "Another seed, another split (${DEFAULT-VALUE}).")
    long seed = 42;

    @Mixin
    ReadingOptions reading = new ReadingOptions();

    @Mixin
    StandardOptions standard = new StandardOptions();

    SplitVerb(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        List<SourceRow> all = new ArrayList<>();
        PreferenceFiles.over(files, reading.toReadOptions(), stream -> all.addAll(rows(stream)));
        List<SourceRow> rows = all.stream().filter(row -> !row.sets().isEmpty()).toList();
        Function<SourceRow, String> key =
                row -> PreferenceSplit.groupKey(row.sets().get(0));
        PreferenceSplit split = new PreferenceSplit(seed);
        if (folds == null) {
            write(out, split.holdOut(rows, key, share));
        } else {
            List<PreferenceSplit.Sides<SourceRow>> sides = split.folds(rows, key, folds);
            for (int i = 0; i < sides.size(); i++) {
                write(out.resolve("fold-" + (i + 1)), sides.get(i));
            }
        }
        if (rows.size() < all.size()) {
            console.say(Numbers.count(all.size() - rows.size(), "row") + " that cannot be used left out.");
        }
        return 0;
    }

    private static List<SourceRow> rows(RowStream stream) {
        List<SourceRow> rows = new ArrayList<>();
        stream.forEachRemaining(rows::add);
        if (rows.stream().allMatch(row -> row.sets().isEmpty())) {
            throw new DataFileException(stream.file() + ": nothing to split by prompt: found "
                    + stream.format().title() + " of which none holds a prompt with its answers, need rows that do"
                    + " (of Open Assistant the trees, format oasst)");
        }
        return rows;
    }

    private void write(Path folder, PreferenceSplit.Sides<SourceRow> sides) {
        write(folder.resolve("train.jsonl"), sides.training());
        write(folder.resolve("eval.jsonl"), sides.heldOut());
    }

    private void write(Path file, List<SourceRow> rows) {
        try (RowWriter writer = RowWriter.open(file.toString())) {
            rows.forEach(row -> writer.write(row.json()));
            writer.finish();
        }
        console.result(file + "  " + Numbers.count(rows.size(), "row"));
    }
}
