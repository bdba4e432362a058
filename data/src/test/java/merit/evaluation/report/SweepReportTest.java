package merit.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import merit.evaluation.metric.ClusteredBootstrap;
import merit.evaluation.metric.PairMetrics;
import merit.evaluation.metric.ScoredPair;
import merit.evaluation.metric.SweepRanking;
import merit.evaluation.metric.SweepRanking.Metric;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SweepReportTest {
    private static final ClusteredBootstrap BOOTSTRAP = new ClusteredBootstrap(500, 1, 0.95);

    @Test
    void theBestIsNamedAndItsOwnFigureSaidToBeOptimistic() {
        List<String> said = report(null).conclusions();
        assertThat(said.get(0))
                .startsWith(
                        "Of 2 configurations the best by held-out loss is head_learning_rate 1e-3 · loss hinge, with"
                                + " 0.");
        assertThat(said.get(1)).isEqualTo("It is better by more than chance than each of the others.");
        assertThat(said.get(2)).contains("optimistic: --test-data FILE measures it once");
        assertThat(said).hasSize(3);
    }

    @Test
    void whatTheTestPairsSayStandsBesideIt() {
        List<String> said =
                report(PairMetrics.of(pairs(1), ClusteredBootstrap.STANDARD)).conclusions();
        assertThat(said.get(2)).endsWith("optimistic; the test pairs chose nothing.");
        assertThat(said.get(3)).startsWith("On 30 test pairs of 30 prompts it gets 66.7 % (");
    }

    @Test
    void aPageATableAndJsonAreWritten(@TempDir Path folder) throws IOException {
        SweepReport report = report(null);
        report.write(folder);
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("sweep.html", "sweep.csv", "sweep.json");
        assertThat(report.html())
                .contains("prefers-color-scheme: dark", "tabindex=\"0\"", "<strong>the best</strong>", "&lt;b&gt;")
                .doesNotContain("{{", "<b>", "http:");
        List<String> table = report.csv().lines().toList();
        assertThat(table).hasSize(3);
        assertThat(table.get(0)).startsWith("rank,probe_layers,head_learning_rate,loss,seeds,log_loss,log_loss_low");
        assertThat(table.get(1)).startsWith("1,,1e-3,hinge,2,");
        assertThat(table.get(2)).startsWith("2,\"0,2\",,,1,").contains(",true,");
        JsonNode json = JsonMapper.shared().readTree(report.json());
        assertThat(json.at("/ranking/places/0/entry").asInt()).isEqualTo(1);
        assertThat(json.at("/settings/1/loss").asString()).isEqualTo("hinge");
        assertThat(json.at("/seeds/1")).hasSize(2);
    }

    @Test
    void seedsAndDifferencesAreWordsOfOneKind() {
        SweepReport report = report(null);
        SweepRanking.Place best = report.ranking().places().get(0);
        SweepRanking.Place other = report.ranking().places().get(1);
        assertThat(SweepReport.spread(Metric.LOSS, best)).matches("0\\.\\d{3} to 0\\.\\d{3}");
        assertThat(SweepReport.spread(Metric.LOSS, other)).isEmpty();
        assertThat(SweepReport.behind(Metric.LOSS, best)).isEqualTo("the best");
        assertThat(SweepReport.behind(Metric.LOSS, other)).matches("0\\.\\d{3} \\(0\\.\\d{3} to 0\\.\\d{3}\\)");
        assertThat(SweepReport.name(Map.of())).isEqualTo("as it is");
    }

    private static SweepReport report(@Nullable PairMetrics test) {
        SweepRanking ranking =
                SweepRanking.of(Metric.LOSS, List.of(List.of(pairs(0.1)), List.of(pairs(1), pairs(1.2))), BOOTSTRAP);
        Map<String, String> better = new java.util.LinkedHashMap<>(Map.of("head_learning_rate", "1e-3"));
        better.put("loss", "hinge");
        return new SweepReport(
                "runs/sweep",
                List.of(Map.of("probe_layers", "0,2"), better),
                List.of(List.of(1L), List.of(1L, 2L)),
                ranking,
                test,
                Map.of("head_learning_rate 1e9", "diverged"),
                Map.of("Model", "<b>"));
    }

    /** Thirty prompts, two thirds of them right. */
    private static List<ScoredPair> pairs(double scale) {
        List<ScoredPair> pairs = new ArrayList<>();
        for (int k = 0; k < 30; k++) {
            pairs.add(new ScoredPair(k % 3 == 0 ? -0.1 * scale : scale, 0, 1, 1, "prompt " + k));
        }
        return pairs;
    }
}
