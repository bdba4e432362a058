package merit.evaluation.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import merit.evaluation.benchmark.BenchmarkFigure.Level;
import merit.evaluation.metric.ClusteredBootstrap;
import merit.preference.format.Row;

/**
 * RewardBench 2 (Malik et al. 2025): of one right and three wrong answers the right one must score highest; where it shares the
 * highest score it gets one over the number that do. Ties are scored by {@link TiesRules}. The whole is the plain mean of the
 * six subsets.
 */
final class RewardBench2Rules implements Rules {
    private static final String HINT = "RewardBench 2 needs id, prompt, chosen (a list), rejected (a list) and subset.";
    private static final String TIES = "ties";
    private static final List<String> SUBSETS = List.of("Factuality", "Precise IF", "Math", "Safety", "Focus", "Ties");

    @Override
    public BenchmarkItem read(Row row, String file) {
        List<String> chosen = Rules.texts(row, "chosen", HINT);
        List<String> answers = new ArrayList<>(chosen);
        answers.addAll(Rules.texts(row, "rejected", HINT));
        Double correct = row.number("num_correct");
        int right = correct == null ? chosen.size() : correct.intValue();
        return new BenchmarkItem(
                row,
                Rules.id(row, "id"),
                row.text("subset", HINT),
                Rules.prompt(row, "prompt", HINT),
                answers,
                Rules.right(right, answers.size() - right));
    }

    @Override
    public BenchmarkResult figures(List<ScoredItem> items, ClusteredBootstrap bootstrap) {
        Map<String, Estimate> subsets = new TreeMap<>();
        Rules.bySubset(items).forEach((name, some) -> {
            ClusteredBootstrap own = Rules.seeded(bootstrap, name);
            subsets.put(
                    name,
                    name.toLowerCase(Locale.ROOT).equals(TIES)
                            ? TiesRules.of(some, own)
                            : Estimate.mean(some, RewardBench2Rules::credit, own));
        });
        BenchmarkResult.Builder result =
                new BenchmarkResult.Builder(Benchmark.REWARDBENCH2, bootstrap).subsets(subsets);
        if (subsets.size() < SUBSETS.size()) {
            result.note("found " + subsets.size() + " of 6 subsets (" + String.join(", ", subsets.keySet())
                    + "), so the whole is not comparable");
        }
        return result.add(Level.OVERALL, "RewardBench 2", Estimate.mean(List.copyOf(subsets.values())))
                .build();
    }

    /** The first answer is the right one. */
    private static double credit(ScoredItem item) {
        double best =
                item.scores().stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        long sharing = item.scores().stream().filter(score -> score == best).count();
        return item.scores().get(0) == best ? 1.0 / sharing : 0;
    }
}
