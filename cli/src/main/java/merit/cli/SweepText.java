package merit.cli;

import java.util.ArrayList;
import java.util.List;
import merit.evaluation.metric.SweepRanking;
import merit.evaluation.metric.SweepRanking.Metric;
import merit.evaluation.metric.SweepRanking.Place;
import merit.evaluation.report.SweepReport;

/** A sweep at the terminal: a line a configuration, the best first. */
final class SweepText {
    private static final int SHOWN = 20;

    private SweepText() {}

    static void print(Console console, SweepReport report) {
        SweepRanking ranking = report.ranking();
        Metric metric = ranking.metric();
        boolean seeds =
                ranking.places().stream().anyMatch(place -> place.bySeed().size() > 1);
        List<List<String>> table = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("", "loss", "accuracy", "behind the best", "seeds", "settings"));
        table.add(head);
        for (Place place :
                ranking.places().subList(0, Math.min(SHOWN, ranking.places().size()))) {
            table.add(new ArrayList<>(List.of(
                    Integer.toString(table.size()),
                    SweepReport.figure(Metric.LOSS, place.loss()),
                    SweepReport.figure(Metric.ACCURACY, place.accuracy()),
                    SweepReport.behind(metric, place),
                    SweepReport.spread(metric, place),
                    report.name(place))));
        }
        if (!seeds) {
            table.forEach(row -> row.remove(4));
        }
        lines(table).forEach(console::result);
        int more = ranking.places().size() - SHOWN;
        if (more > 0) {
            console.result("and " + Numbers.count(more) + " more in sweep.csv");
        }
        report.failed().forEach((name, reason) -> console.result("Failed", name + ": " + reason));
        console.sentences("So", report.conclusions());
    }

    /** Columns as wide as what stands in them, the last one open. */
    private static List<String> lines(List<List<String>> table) {
        List<String> lines = new ArrayList<>();
        for (List<String> row : table) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                int at = column;
                int width = table.stream()
                        .mapToInt(each -> each.get(at).length())
                        .max()
                        .orElse(0);
                line.append(row.get(column))
                        .append(" ".repeat(width - row.get(column).length() + 2));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }
}
