package merit.evaluation.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import merit.evaluation.benchmark.BenchmarkFigure.Level;
import merit.evaluation.metric.ClusteredBootstrap;
import merit.preference.format.Row;

/**
 * JudgeBench (Tan et al. 2024), as its own code judges with reward models: A is called better where it scores strictly higher,
 * else B, so that equal scores count for B. The whole is the share of right calls over all pairs.
 */
final class JudgeBenchRules implements Rules {
    private static final String HINT =
            "JudgeBench needs question, response_A, response_B, label (A>B or B>A) and source.";
    private static final Map<String, String> SOURCES = sources();

    private static Map<String, String> sources() {
        Map<String, String> sources = new LinkedHashMap<>();
        sources.put("mmlu-pro", "Knowledge");
        sources.put("livebench-reasoning", "Reasoning");
        sources.put("livebench-math", "Math");
        sources.put("livecodebench", "Coding");
        return sources;
    }

    @Override
    public BenchmarkItem read(Row row, String file) {
        String label = row.text("label", HINT);
        if (!label.equals("A>B") && !label.equals("B>A")) {
            throw row.wrong("label: found " + label + ", need A>B or B>A");
        }
        String source = row.text("source", HINT);
        return new BenchmarkItem(
                row,
                Rules.id(row, "pair_id"),
                SOURCES.entrySet().stream()
                        .filter(entry -> source.startsWith(entry.getKey()))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElse(source),
                Rules.prompt(row, "question", HINT),
                List.of(row.text("response_A", HINT), row.text("response_B", HINT)),
                List.of(label.equals("A>B"), label.equals("B>A")));
    }

    @Override
    public BenchmarkResult figures(List<ScoredItem> items, ClusteredBootstrap bootstrap) {
        Map<String, List<ScoredItem>> subsets = Rules.bySubset(items);
        List<Estimate> parts = new ArrayList<>();
        BenchmarkResult.Builder result = new BenchmarkResult.Builder(Benchmark.JUDGEBENCH, bootstrap);
        subsets.forEach((name, some) -> {
            Estimate estimate = Estimate.mean(some, JudgeBenchRules::credit, RewardBenchRules.seeded(bootstrap, name));
            parts.add(estimate);
            result.add(Level.SUBSET, name, estimate);
        });
        long ties = items.stream()
                .filter(item ->
                        item.scores().get(0).doubleValue() == item.scores().get(1))
                .count();
        if (ties > 0) {
            result.note(ties + " pairs with equal scores, which JudgeBench counts as B");
        }
        return result.add(
                        Level.OVERALL,
                        "JudgeBench",
                        Estimate.weighted(
                                parts, parts.stream().map(Estimate::items).toList()))
                .build();
    }

    private static double credit(ScoredItem item) {
        boolean first = item.scores().get(0) > item.scores().get(1);
        return item.item().right().get(0) == first ? 1 : 0;
    }
}
