package merit.evaluation.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import merit.evaluation.benchmark.BenchmarkFigure.Level;
import merit.evaluation.metric.ClusteredBootstrap;
import merit.preference.format.DataFileException;
import merit.preference.format.Row;

/**
 * JudgeBench (Tan et al. 2024), as its own code judges with reward models: A is called better where it scores strictly higher,
 * else B, so that equal scores count for B. The whole is the share of right calls over all pairs.
 */
final class JudgeBenchRules implements Rules {
    private static final String HINT =
            "JudgeBench needs question, response_A, response_B, label (A>B or B>A) and source.";
    /** Whose answers a file holds, as its name says. */
    private static final List<String> MAKERS = List.of("gpt", "claude");

    private static final Map<String, String> SOURCES = sources();

    private static Map<String, String> sources() {
        Map<String, String> sources = new LinkedHashMap<>();
        sources.put("mmlu-pro", "Knowledge");
        sources.put("livebench-reasoning", "Reasoning");
        sources.put("livebench-math", "Math");
        sources.put("livecodebench", "Coding");
        return sources;
    }

    /** The pairs of answers by GPT-4o and those by Claude are two sets, and their figures two figures. */
    @Override
    public List<Path> chosen(List<Path> files) {
        List<String> makers = MAKERS.stream()
                .filter(maker -> files.stream()
                        .anyMatch(file -> file.getFileName().toString().contains(maker)))
                .toList();
        if (makers.size() > 1) {
            throw new DataFileException("JudgeBench: found pairs of " + String.join(" and of ", makers)
                    + ", which are scored apart; need one of them: give its file in place of the folder");
        }
        return List.copyOf(files);
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
            Estimate estimate = Estimate.mean(some, JudgeBenchRules::credit, Rules.seeded(bootstrap, name));
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
