package merit.evaluation.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import merit.evaluation.metric.ClusteredBootstrap;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Against the package that RewardBench itself is scored with. */
@Tag("golden")
class RewardBenchGoldenTest {
    private static final Offset<Double> EXACT = within(1e-12);
    private static final ClusteredBootstrap QUICK = new ClusteredBootstrap(100, 1, 0.95);

    @TempDir
    private Path folder;

    private JsonNode first = JsonMapper.shared().missingNode();
    private JsonNode second = JsonMapper.shared().missingNode();

    @BeforeEach
    void read() throws IOException {
        try (InputStream file = getClass().getResourceAsStream("golden-reward-benchmarks.json")) {
            JsonNode golden = JsonMapper.shared().readTree(Objects.requireNonNull(file));
            first = golden.get("first");
            second = golden.get("second");
        }
    }

    @Test
    void subsetsSectionsAndTheWholeAreThoseOfThePackage() throws IOException {
        write("filtered.jsonl", first.get("rows"));
        BenchmarkResult result = result(Benchmark.REWARDBENCH);
        for (JsonNode row : first.get("rows")) {
            String subset = row.get("subset").asString();
            assertThat(value(result, subset))
                    .isCloseTo(first.get("subsets").get(subset).asDouble(), EXACT);
        }
        first.get("sections")
                .properties()
                .forEach(section -> assertThat(value(result, section.getKey()))
                        .isCloseTo(section.getValue().asDouble(), EXACT));
        assertThat(value(result, "RewardBench"))
                .isCloseTo(first.get("without_prior").asDouble(), EXACT);
        assertThat(result.notes()).hasSize(2).last().asString().startsWith("the prior sets are not in the data");
    }

    @Test
    void priorSetsCountHalfASection() throws IOException {
        write("filtered.jsonl", first.get("rows"));
        for (JsonNode row : first.get("prior")) {
            String subset = row.get("subset").asString();
            List<JsonNode> rows = first.get("prior")
                    .valueStream()
                    .filter(other -> other.get("subset").asString().equals(subset))
                    .map(other -> ((ObjectNode) other.deepCopy()).put("subset", "a subset of its own"))
                    .map(JsonNode.class::cast)
                    .toList();
            write(subset + "-00000-of-00001.jsonl", rows);
        }
        BenchmarkResult result = result(Benchmark.REWARDBENCH);
        assertThat(value(result, "Prior Sets"))
                .isCloseTo(first.get("prior_sets").asDouble(), EXACT);
        assertThat(value(result, "RewardBench")).isCloseTo(first.get("whole").asDouble(), EXACT);
        assertThat(result.notes()).singleElement().asString().startsWith("other numbers of questions than in");
    }

    @Test
    void theSecondBenchAndItsTiesAreThoseOfThePackage() throws IOException {
        write("test.jsonl", second.get("rows"));
        BenchmarkResult result = result(Benchmark.REWARDBENCH2);
        second.get("subsets")
                .properties()
                .forEach(subset -> assertThat(value(result, subset.getKey()))
                        .isCloseTo(subset.getValue().asDouble(), EXACT));
        assertThat(value(result, "RewardBench 2")).isCloseTo(second.get("whole").asDouble(), EXACT);
        assertThat(result.figure("Ties").value().low()).isLessThan(value(result, "Ties"));
        assertThat(result.figure("Ties").value().high()).isGreaterThan(value(result, "Ties"));
    }

    @Test
    void scoresAreAlsoReadAsColumns() throws IOException {
        Path data = write("test.jsonl", second.get("rows"));
        ObjectNode columns = JsonMapper.shared().createObjectNode();
        second.get("rows").forEach(row -> {
            columns.withArray("id").add(row.get("id"));
            columns.withArray("scores").add(row.get("scores"));
        });
        Path scores = Files.writeString(folder.resolve("scores.json"), columns.toString());
        List<BenchmarkItem> items = Benchmark.REWARDBENCH2.read(data);
        BenchmarkResult result =
                Benchmark.REWARDBENCH2.result(Benchmark.REWARDBENCH2.scores(scores.toString(), items), QUICK);
        assertThat(value(result, "RewardBench 2")).isCloseTo(second.get("whole").asDouble(), EXACT);
    }

    /** Reads the data and scores from the same rows. */
    private BenchmarkResult result(Benchmark benchmark) throws IOException {
        List<ScoredItem> scored = new ArrayList<>();
        try (var files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                scored.addAll(benchmark.scores(file.toString(), benchmark.read(file)));
            }
        }
        return benchmark.result(scored, QUICK);
    }

    private Path write(String name, Iterable<JsonNode> rows) throws IOException {
        List<String> lines = new ArrayList<>();
        rows.forEach(row -> lines.add(row.toString()));
        return Files.writeString(folder.resolve(name), String.join("\n", lines));
    }

    private static double value(BenchmarkResult result, String name) {
        return result.figure(name).value().value();
    }
}
