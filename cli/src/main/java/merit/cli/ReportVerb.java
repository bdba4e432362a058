package merit.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import merit.evaluation.report.SideBySide;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts the reports of several runs side by side. */
@Command(
        name = "report",
        header = "Put the reports of several runs side by side.",
        description = {
            "",
            "One HTML page with a column for each run: every figure with its interval, what to conclude, and how it came about. "
                    + "Reads the report.json that merit train and merit evaluate --out write.",
            ""
        },
        footer = {
            "",
            "Examples",
            "  merit report runs/one runs/two runs/three",
            "  merit report reports/*/report.json --out all.html"
        })
final class ReportVerb implements Callable<Integer> {
    private final Console console;

    @Parameters(arity = "1..*", paramLabel = "RUN", description = "Folders that hold a report.json, or such files.")
    List<Path> runs = new ArrayList<>();

    @Option(names = "--out", paramLabel = "FILE", order = 1, description = "Where the page goes (${DEFAULT-VALUE}).")
    Path out = Path.of("side-by-side.html");

    @Mixin
    StandardOptions standard = new StandardOptions();

    ReportVerb(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        SideBySide.of(runs).write(out);
        console.result("Page", out.toString());
        return 0;
    }
}
