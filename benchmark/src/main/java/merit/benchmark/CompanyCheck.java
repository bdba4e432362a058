package merit.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import merit.backbone.PretrainedBackbone;
import merit.preference.PreferencePair;
import merit.rewardmodel.RewardModel;
import merit.rewardmodel.RewardModelFolder;
import merit.rewardmodel.RewardModelScorer;
import merit.scoring.Score;
import merit.scoring.ScoreInput;
import merit.training.RewardTrainer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whether a score depends on the company in which its row is computed. Exits with 1 where it does. */
@Command(
        name = "company",
        description = "Scores real rows one at a time, in batches and shuffled, and compares.",
        mixinStandardHelpOptions = true)
final class CompanyCheck implements Callable<Integer> {
    private static final double TOLERANCE = 1e-5;
    private static final long SEED = 42;

    @Mixin
    CommonOptions common = new CommonOptions();

    @Option(names = "--run", paramLabel = "RUN", description = "A saved run; without it, a new head on the model.")
    @Nullable
    Path run;

    @Option(names = "--rows", defaultValue = "500", description = "Rows to score (default ${DEFAULT-VALUE}).")
    int rows;

    @Override
    public Integer call() throws IOException {
        System.out.println(common.engine());
        List<ScoreInput> inputs = inputs(common.pairs(), rows);
        try (RewardModel model = model()) {
            RewardModelScorer scorer = RewardModelScorer.of(model, common.model);
            double[] alone = measured(scorer, "one at a time", inputs, 1);
            double worst = difference(alone, measured(scorer, "all at once", inputs, inputs.size()));
            worst = Math.max(worst, difference(alone, measured(scorer, "by 7", inputs, 7)));
            worst = Math.max(worst, shuffled(scorer, inputs, alone));
            boolean passed = worst <= TOLERANCE;
            System.out.printf(
                    Locale.ROOT,
                    "%s: %d rows, scores %.3f to %.3f, largest difference %.2e of max(1, |score|), need %.0e%n",
                    passed ? "ok" : "FAIL",
                    inputs.size(),
                    Arrays.stream(alone).min().orElseThrow(),
                    Arrays.stream(alone).max().orElseThrow(),
                    worst,
                    TOLERANCE);
            return passed ? 0 : 1;
        }
    }

    private RewardModel model() throws IOException {
        return run != null
                ? RewardModelFolder.open(run)
                : RewardTrainer.newModel(PretrainedBackbone.open(common.model), common.config());
    }

    /** Both answers of the first pairs. */
    static List<ScoreInput> inputs(List<PreferencePair> pairs, int rows) {
        List<ScoreInput> inputs = new ArrayList<>();
        for (PreferencePair pair : pairs) {
            inputs.add(new ScoreInput.Chat(pair.prompt().answered(pair.chosen())));
            inputs.add(new ScoreInput.Chat(pair.prompt().answered(pair.rejected())));
        }
        return inputs.subList(0, Math.min(rows, inputs.size()));
    }

    private static double shuffled(RewardModelScorer scorer, List<ScoreInput> inputs, double[] alone) {
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, inputs.size()).boxed().toList());
        Collections.shuffle(order, new Random(SEED));
        double[] scores = measured(
                scorer, "shuffled, by 32", order.stream().map(inputs::get).toList(), 32);
        double[] inOrder = new double[scores.length];
        for (int i = 0; i < scores.length; i++) {
            inOrder[order.get(i)] = scores[i];
        }
        return difference(alone, inOrder);
    }

    private static double[] measured(RewardModelScorer scorer, String name, List<ScoreInput> inputs, int callRows) {
        long before = scorer.forwards();
        List<Score> scores = new ArrayList<>();
        for (int from = 0; from < inputs.size(); from += callRows) {
            scores.addAll(scorer.score(inputs.subList(from, Math.min(inputs.size(), from + callRows))));
        }
        System.out.printf("  %-16s %d forward passes%n", name, scorer.forwards() - before);
        return scores.stream().mapToDouble(Score::value).toArray();
    }

    private static double difference(double[] expected, double[] found) {
        double worst = 0;
        for (int i = 0; i < expected.length; i++) {
            worst = Math.max(worst, Math.abs(expected[i] - found[i]) / Math.max(1, Math.abs(expected[i])));
        }
        return worst;
    }
}
