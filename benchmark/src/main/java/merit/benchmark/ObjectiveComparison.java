package merit.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import merit.backbone.PretrainedBackbone;
import merit.evaluation.metric.ClusteredBootstrap;
import merit.evaluation.metric.Interval;
import merit.evaluation.metric.ObjectiveFigures;
import merit.evaluation.metric.ScoredSet;
import merit.preference.CandidateSet;
import merit.preference.PreferenceSplit;
import merit.rewardmodel.RewardModel;
import merit.rewardmodel.RewardModelScorer;
import merit.scoring.Score;
import merit.scoring.ScoreInput;
import merit.training.RewardTrainer;
import merit.training.TrainingConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * One model with an output for each objective beside a model for each, trained on the same prompts with the same settings, and
 * measured by each objective's own grades on prompts that none of them saw. Nothing is chosen by the held-out prompts.
 */
@Command(
        name = "objectives",
        description =
                "One model of several outputs beside a model for each: Spearman per objective on held-out prompts, and time.",
        mixinStandardHelpOptions = true)
final class ObjectiveComparison implements Callable<Integer> {
    @Mixin
    CommonOptions common = new CommonOptions();

    @Option(
            names = "--objectives",
            split = ",",
            defaultValue = "overall,accuracy,coverage,coherence",
            paramLabel = "NAME",
            description = "Which (default ${DEFAULT-VALUE}).")
    List<String> objectives = new ArrayList<>();

    @Option(
            names = "--eval-share",
            defaultValue = "0.25",
            description = "Share of the prompts that is held out (default ${DEFAULT-VALUE}).")
    double share;

    @Option(names = "--seed", defaultValue = "42", description = "Of the split (default ${DEFAULT-VALUE}).")
    long seed;

    @Option(names = "--prompts", paramLabel = "N", description = "Only the first N prompts: a trial.")
    int prompts = Integer.MAX_VALUE;

    /**
     * What one training gave.
     *
     * @param scored the held-out sets by each of its outputs
     */
    private record Trained(Map<String, List<ScoredSet>> scored, FoldScores.Cost cost) {
        List<ScoredSet> by(String objective) {
            return Objects.requireNonNull(scored.get(objective));
        }
    }

    @Override
    public Integer call() throws IOException {
        List<CandidateSet> sets = common.read().sets().stream().limit(prompts).toList();
        PreferenceSplit.Sides<CandidateSet> sides = new PreferenceSplit(seed).holdOut(sets, share);
        System.out.println(common.engine());
        System.out.printf(
                Locale.ROOT,
                "%d prompts to train on, %d held out, split by first user turn%n",
                sides.training().size(),
                sides.heldOut().size());
        Trained together = train(objectives, sides);
        say("together", together.cost);
        Map<String, Trained> alone = new LinkedHashMap<>();
        for (String objective : objectives) {
            alone.put(objective, train(List.of(objective), sides));
            say(objective + " alone", Objects.requireNonNull(alone.get(objective)).cost);
        }
        System.out.printf(
                Locale.ROOT,
                "all alone: %.0f s%n",
                alone.values().stream().mapToDouble(one -> one.cost.seconds()).sum());
        System.out.println(
                "Spearman within a prompt, mean over held-out prompts (95 % interval, by prompt); accuracy on"
                        + " every two answers graded differently");
        objectives.forEach(objective -> say(objective, together, Objects.requireNonNull(alone.get(objective))));
        return 0;
    }

    private Trained train(List<String> names, PreferenceSplit.Sides<CandidateSet> sides) throws IOException {
        TrainingConfig config =
                common.config().with("objectives", String.join(",", names)).of(sides.training());
        try (RewardModel model = RewardTrainer.newModel(PretrainedBackbone.open(common.model), config)) {
            long start = System.nanoTime();
            double cpuBefore = Machine.cpuSeconds();
            new RewardTrainer(model, config, event -> {}).fitSets(sides.training(), List.of());
            FoldScores.Cost cost =
                    new FoldScores.Cost((System.nanoTime() - start) / 1e9, Machine.cpuSeconds() - cpuBefore);
            return new Trained(scored(model, names, sides.heldOut()), cost);
        }
    }

    private static Map<String, List<ScoredSet>> scored(RewardModel model, List<String> names, List<CandidateSet> held) {
        RewardModelScorer scorer = RewardModelScorer.of(model, "");
        List<ScoreInput> inputs = held.stream()
                .flatMap(set -> set.candidates().stream()
                        .<ScoreInput>map(
                                candidate -> new ScoreInput.Chat(set.prompt().answered(candidate.response()))))
                .toList();
        List<Score> scores = scorer.score(inputs);
        Map<String, List<ScoredSet>> byName = new LinkedHashMap<>();
        for (String name : names) {
            List<ScoredSet> sets = new ArrayList<>();
            int next = 0;
            for (CandidateSet set : held) {
                int size = set.candidates().size();
                sets.add(new ScoredSet(
                        set,
                        scores.subList(next, next + size).stream()
                                .map(score -> score.objectives().getOrDefault(name, score.value()))
                                .toList()));
                next += size;
            }
            byName.put(name, sets);
        }
        return byName;
    }

    private static void say(String what, FoldScores.Cost cost) {
        System.out.println("  trained " + what + ": " + cost);
    }

    private static void say(String objective, Trained together, Trained alone) {
        ClusteredBootstrap bootstrap = ClusteredBootstrap.STANDARD;
        ObjectiveFigures one = ObjectiveFigures.of(objective, together.by(objective), bootstrap);
        ObjectiveFigures other = ObjectiveFigures.of(objective, alone.by(objective), bootstrap);
        System.out.printf(
                Locale.ROOT,
                "  %-12s together %s · alone %s · difference %s, %d prompts%n",
                objective,
                text(one.spearman()),
                text(other.spearman()),
                one.prompts() == 0
                        ? "none"
                        : text(ObjectiveFigures.spearmanGain(
                                objective, together.by(objective), alone.by(objective), bootstrap)),
                one.prompts());
        System.out.printf(
                Locale.ROOT,
                "  %-12s accuracy %s · alone %s, %d pairs%n",
                "",
                text(one.accuracy()),
                text(other.accuracy()),
                one.pairs());
    }

    private static String text(@Nullable Interval interval) {
        return interval == null
                ? "none"
                : String.format(Locale.ROOT, "%.3f (%.3f to %.3f)", interval.value(), interval.low(), interval.high());
    }
}
