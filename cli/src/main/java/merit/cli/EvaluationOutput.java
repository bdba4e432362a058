package merit.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import merit.evaluation.report.ComparisonReport;
import merit.evaluation.report.EvaluationReport;
import org.jspecify.annotations.Nullable;

/**
 * What an evaluation gives, as lines, as JSON and as files.
 *
 * @param reports one, or two
 * @param compared what the two differ in; null where there is nothing to compare
 */
record EvaluationOutput(
        Console console,
        List<EvaluationReport> reports,
        @Nullable ComparisonReport compared) {
    /** @param out where the reports are written too; null for nowhere */
    void show(boolean json, @Nullable Path out) throws IOException {
        if (json) {
            printJson();
        } else {
            print();
        }
        if (out != null) {
            write(out);
        }
    }

    private void write(Path folder) throws IOException {
        for (int i = 0; i < reports.size(); i++) {
            Path target = reports.size() == 1 ? folder : folder.resolve(i == 0 ? "first" : "second");
            reports.get(i).write(target);
            console.say("Report", target.resolve("report.html").toString());
        }
        if (compared != null) {
            compared.write(folder);
            console.say("Both", folder.resolve("comparison.html").toString());
        }
    }

    private void print() {
        EvaluationText text = new EvaluationText(console);
        for (EvaluationReport report : reports) {
            if (reports.size() > 1) {
                console.result(report.title());
            }
            text.print(report);
        }
        if (compared != null) {
            console.result("Both", EvaluationText.comparison(compared));
        }
    }

    private void printJson() {
        Map<String, Object> all = new LinkedHashMap<>();
        for (int i = 0; i < reports.size(); i++) {
            all.put(i == 0 ? "first" : "second", reports.get(i));
        }
        if (compared != null) {
            all.put("comparison", compared.figures());
            all.put("verdict", compared.verdict());
        }
        Object shown = reports.size() == 1 ? reports.get(0) : all;
        console.result(Json.pretty(shown));
    }
}
