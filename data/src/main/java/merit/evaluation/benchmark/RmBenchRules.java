package merit.evaluation.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import merit.evaluation.benchmark.BenchmarkFigure.Level;
import merit.evaluation.metric.ClusteredBootstrap;
import merit.preference.format.Row;

/**
 * RM-Bench (Liu et al. 2024): a right and a wrong answer, each in three styles: concise, detailed, detailed with Markdown.
 * Every right one is held against every wrong one, strictly higher wins. Normal is both in one style, hard the right
 * one in a plainer style than the wrong one, easy the other way round. A domain's score is the mean of the three, the whole that of
 * the four domains; the two parts of safety are one domain.
 */
final class RmBenchRules implements Rules {
    private static final String HINT = "RM-Bench needs prompt, chosen and rejected (three texts each) and domain.";
    private static final int STYLES = 3;
    private static final List<String> DOMAINS = List.of("chat", "math", "code", "safety");

    /** Which cells of the matrix, right style by wrong style, a figure is the mean of. */
    private enum Difficulty {
        HARD("Hard", 1),
        NORMAL("Normal", 0),
        EASY("Easy", -1);

        private final String title;

        /** Sign of the wrong answer's style less the right one's, plain to fancy. */
        private final int fancier;

        Difficulty(String title, int fancier) {
            this.title = title;
            this.fancier = fancier;
        }

        boolean has(int right, int wrong) {
            return Integer.signum(Integer.compare(wrong, right)) == fancier;
        }

        double of(ScoredItem item) {
            double wins = 0;
            int cells = 0;
            for (int right = 0; right < STYLES; right++) {
                for (int wrong = 0; wrong < STYLES; wrong++) {
                    if (has(right, wrong)) {
                        wins += won(item, right, wrong);
                        cells++;
                    }
                }
            }
            return wins / cells;
        }
    }

    /** The total file holds all others again. */
    @Override
    public List<Path> chosen(List<Path> files) {
        List<Path> total = files.stream()
                .filter(file -> file.endsWith("total_dataset.json"))
                .toList();
        return total.isEmpty() ? files : total;
    }

    @Override
    public BenchmarkItem read(Row row, String file) {
        List<String> answers = new ArrayList<>(Rules.texts(row, "chosen", HINT));
        int chosen = answers.size();
        answers.addAll(Rules.texts(row, "rejected", HINT));
        if (chosen != STYLES || answers.size() != 2 * STYLES) {
            throw row.wrong("found " + chosen + " chosen and " + (answers.size() - chosen)
                    + " rejected, need 3 of each: " + "concise, detailed, detailed with Markdown");
        }
        // The files of single domains have none in their rows, but in their names: safety-refuse_filtered.json.
        String domain = row.has("domain") ? row.text("domain", HINT) : BenchmarkFiles.fileName(file);
        String subset = DOMAINS.stream()
                .filter(domain::startsWith)
                .findFirst()
                .orElseThrow(() -> row.wrong("domain: found " + domain + ", need one that begins with " + DOMAINS));
        return new BenchmarkItem(
                row,
                Rules.id(row, "id"),
                subset,
                Rules.prompt(row, "prompt", HINT),
                answers,
                Rules.right(STYLES, STYLES));
    }

    @Override
    public BenchmarkResult figures(List<ScoredItem> items, ClusteredBootstrap bootstrap) {
        Map<String, List<ScoredItem>> domains = new LinkedHashMap<>(Rules.bySubset(items));
        BenchmarkResult.Builder result = new BenchmarkResult.Builder(Benchmark.RM_BENCH, bootstrap);
        domains.forEach((domain, some) -> {
            for (Difficulty difficulty : Difficulty.values()) {
                result.add(
                        Level.SUBSET,
                        domain + ", " + difficulty.title.toLowerCase(java.util.Locale.ROOT),
                        of(domain, some, difficulty::of, bootstrap));
            }
        });
        domains.forEach(
                (domain, some) -> result.add(Level.SECTION, domain, of(domain, some, RmBenchRules::all, bootstrap)));
        for (Difficulty difficulty : Difficulty.values()) {
            result.add(Level.SECTION, difficulty.title, whole(domains, difficulty::of, bootstrap));
        }
        if (domains.size() < DOMAINS.size()) {
            result.note("found " + domains.size() + " of 4 domains, so the whole is not comparable");
        }
        return result.add(Level.OVERALL, "RM-Bench", whole(domains, RmBenchRules::all, bootstrap))
                .matrix(matrix(items))
                .build();
    }

    private static Estimate whole(
            Map<String, List<ScoredItem>> domains, ToDoubleFunction<ScoredItem> credit, ClusteredBootstrap bootstrap) {
        return Estimate.mean(domains.entrySet().stream()
                .map(entry -> of(entry.getKey(), entry.getValue(), credit, bootstrap))
                .toList());
    }

    private static Estimate of(
            String domain, List<ScoredItem> items, ToDoubleFunction<ScoredItem> credit, ClusteredBootstrap bootstrap) {
        return Estimate.mean(items, credit, Rules.seeded(bootstrap, domain));
    }

    /** The mean of hard, normal and easy: not of the nine cells, of which the diagonal then weighs more. */
    private static double all(ScoredItem item) {
        double sum = 0;
        for (Difficulty difficulty : Difficulty.values()) {
            sum += difficulty.of(item);
        }
        return sum / Difficulty.values().length;
    }

    private static double won(ScoredItem item, int right, int wrong) {
        return item.scores().get(right) > item.scores().get(STYLES + wrong) ? 1 : 0;
    }

    private static List<List<Double>> matrix(List<ScoredItem> items) {
        List<List<Double>> matrix = new ArrayList<>();
        for (int right = 0; right < STYLES; right++) {
            List<Double> row = new ArrayList<>();
            for (int wrong = 0; wrong < STYLES; wrong++) {
                int r = right;
                int w = wrong;
                row.add(items.stream()
                        .mapToDouble(item -> won(item, r, w))
                        .average()
                        .orElse(0));
            }
            matrix.add(row);
        }
        return matrix;
    }
}
