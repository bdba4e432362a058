package merit.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import merit.encoding.PromptTemplate;
import merit.rewardmodel.ModelMerge;
import merit.rewardmodel.RewardModelFolder;
import merit.rewardmodel.ScoringOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes one model of several parts. */
@Command(
        name = "merge",
        header = "Write one model of an adapter and its base, or of several runs.",
        customSynopsis = {
            "merit merge [BASE] --adapter FOLDER --out FOLDER [OPTION]...",
            "       merit merge --average RUN RUN... --out FOLDER [OPTION]..."
        },
        description = {
            "",
            "With --adapter, an adapter in PEFT's files (one that merit train saved in RUN/adapter, or one that PEFT saved in "
                    + "Python) becomes part of the weights of its base: the same scores, at the cost of none. What is known of the "
                    + "template is kept, and the result is then a run; else it is a sequence classifier, as which transformers and "
                    + "merit score read it.",
            "",
            "With --average, every weight becomes its mean over runs that went out from one base, with other seeds or other data.",
            ""
        },
        footer = {
            "",
            "Examples",
            "  merit merge --adapter runs/lora/adapter --out merged          its base is the one that it names",
            "  merit merge models/bert --adapter peft-adapter --out merged --template pair",
            "  merit merge --average runs/seed-1 runs/seed-2 runs/seed-3 --out runs/soup"
        })
final class MergeVerb implements Callable<Integer> {
    private final Console console;

    @Parameters(
            arity = "0..*",
            paramLabel = "MODEL",
            description =
                    "The base of the adapter: a folder, a run, a hub's org/name, or the bundled model's name; or the runs to average.")
    List<String> models = new ArrayList<>();

    @Option(names = "--adapter", paramLabel = "FOLDER", order = 1, description = "The adapter to merge.")
    @Nullable
    Path adapter;

    @Option(names = "--average", order = 2, description = "Average the weights of runs.")
    boolean average;

    @Option(names = "--out", required = true, paramLabel = "FOLDER", order = 3, description = "Folder of the result.")
    Path out = Path.of("");

    @Option(names = "--overwrite", order = 4, description = "Replace the model that is in the folder.")
    boolean overwrite;

    @Option(
            names = "--template",
            paramLabel = "NAME",
            order = 5,
            description = "How prompt and response become what an adapter made elsewhere reads: chat, pair, plain, ...")
    @Nullable
    String template;

    @Option(
            names = "--max-length",
            paramLabel = "N",
            order = 6,
            description = "The longest row of an adapter made elsewhere, in tokens (what its base allows).")
    @Nullable
    Integer maxLength;

    @Mixin
    EngineOptions engine = new EngineOptions();

    MergeVerb(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        if (average == (adapter != null)) {
            throw new UsageException("merge either an adapter (--adapter FOLDER) or runs (--average RUN RUN...).");
        }
        if (average ? models.size() < 2 : models.size() > 1) {
            throw new UsageException(
                    average
                            ? "--average: found " + models.size() + " runs, need two or more."
                            : "--adapter: found " + models.size()
                                    + " bases, need one, or none where the adapter names it.");
        }
        RunTarget.check(out, overwrite, ", or say --overwrite to replace the model in it");
        engine.apply(console);
        if (adapter == null) {
            ModelMerge.average(places(), out);
            console.result("Averaged", models.size() + " runs");
        } else {
            merge(ModelPlace.of(adapter, console));
        }
        console.result("Saved", out.toString());
        console.result("Try", "merit " + (RewardModelFolder.isSaved(out) ? "compare " : "score --help, with ") + out);
        return 0;
    }

    private List<Path> places() throws IOException {
        List<Path> places = new ArrayList<>();
        for (String model : models) {
            places.add(Path.of(ModelPlace.of(model, console)));
        }
        return places;
    }

    private void merge(Path folder) throws IOException {
        ScoringOptions options = new ScoringOptions(
                template == null ? null : PromptTemplate.of(template),
                maxLength,
                models.isEmpty() ? null : ModelPlace.of(models.get(0), console));
        double difference = ModelMerge.adapter(folder, options, out);
        console.result(
                "Merged",
                folder + ": scores of a few texts, before and after, differ by at most "
                        + String.format(Locale.ROOT, "%.1e", difference));
    }
}
