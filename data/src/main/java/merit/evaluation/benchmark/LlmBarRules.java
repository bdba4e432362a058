package merit.evaluation.benchmark;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import merit.evaluation.benchmark.BenchmarkFigure.Level;
import merit.evaluation.metric.ClusteredBootstrap;
import merit.preference.format.Row;

/**
 * LLMBar (Zeng et al. 2024): the share of right calls, a mean over both orders of the two outputs, so that equal scores count
 * half. Adversarial is the plain mean of its four sets, the whole that of all five.
 */
final class LlmBarRules implements Rules {
    private static final String HINT = "LLMBar needs input, output_1, output_2 and label (1 or 2).";
    private static final List<String> ADVERSARIAL = List.of("Neighbor", "GPTInst", "GPTOut", "Manual");
    private static final List<String> SETS = List.of("Natural", "Neighbor", "GPTInst", "GPTOut", "Manual");

    @Override
    public BenchmarkItem read(Row row, String file) {
        double label = row.number(row.need("label", HINT), "label");
        if (label != 1 && label != 2) {
            throw row.wrong("label: found " + label + ", need 1 or 2");
        }
        return new BenchmarkItem(
                row,
                Rules.id(row, "id"),
                subset(row, Path.of(row.has("subset") ? row.text("subset", HINT) : file)),
                Rules.prompt(row, "input", HINT),
                List.of(row.text("output_1", HINT), row.text("output_2", HINT)),
                List.of(label == 1, label == 2));
    }

    /**
     * The sets are folders: LLMBar/Adversarial/Neighbor/dataset.json. The one nearest to the file counts, as folders further up
     * may have any name.
     */
    private static String subset(Row row, Path place) {
        for (Path at = place; at != null && at.getFileName() != null; at = at.getParent()) {
            List<String> words = List.of(BenchmarkFiles.fileName(at.toString())
                    .toLowerCase(Locale.ROOT)
                    .split("[^a-z0-9]+", -1));
            for (String set : SETS) {
                if (words.contains(set.toLowerCase(Locale.ROOT))) {
                    return set;
                }
            }
        }
        throw row.wrong("found no set's name in \"" + place + "\", need a subset column or a path with one of " + SETS);
    }

    @Override
    public BenchmarkResult figures(List<ScoredItem> items, ClusteredBootstrap bootstrap) {
        Map<String, Estimate> subsets = Rules.means(items, LlmBarRules::credit, bootstrap);
        BenchmarkResult.Builder result = new BenchmarkResult.Builder(Benchmark.LLMBAR, bootstrap).subsets(subsets);
        List<Estimate> adversarial = Rules.present(ADVERSARIAL, subsets);
        if (!adversarial.isEmpty()) {
            result.add(Level.SECTION, "Adversarial", Estimate.mean(adversarial));
        }
        if (subsets.size() <= ADVERSARIAL.size()) {
            result.note("found " + subsets.size() + " of 5 sets, so the whole is not comparable");
        }
        return result.add(Level.OVERALL, "LLMBar", Estimate.mean(List.copyOf(subsets.values())))
                .build();
    }

    private static double credit(ScoredItem item) {
        return 0.5
                + 0.5
                        * Math.signum(
                                item.scores(true).get(0) - item.scores(false).get(0));
    }
}
