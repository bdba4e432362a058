package merit.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import merit.backbone.PretrainedBackbone;
import merit.evaluation.metric.ClusteredBootstrap;
import merit.evaluation.metric.EvaluationOptions;
import merit.evaluation.metric.ScoredSet;
import merit.evaluation.metric.SpreadFigures;
import merit.preference.CandidateSet;
import merit.preference.PreferencePair;
import merit.preference.PreferenceSplit;
import merit.rewardmodel.FeatureCache;
import merit.rewardmodel.RewardModel;
import merit.rewardmodel.RewardModelEnsemble;
import merit.rewardmodel.RewardModelFolder;
import merit.rewardmodel.RewardModelScorer;
import merit.rewardmodel.ScoringOptions;
import merit.rewardmodel.StagedFolder;
import merit.scoring.Ensemble;
import merit.scoring.EnsembleRule;
import merit.scoring.Normalization;
import merit.scoring.Score;
import merit.scoring.ScoreInput;
import merit.scoring.Scorer;
import merit.tensor.Seed;
import merit.training.Features;
import merit.training.RewardTrainer;
import merit.training.TrainingConfig;
import merit.training.TrainingEvent;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Several heads on one frozen backbone beside one, over folds by first user turn. The one is trained on all training prompts, each of
 * the several on as many drawn from them with replacement, from a seed of its own (bagging; Breiman, Machine Learning 24, 1996). The
 * held-out pairs are scored once and choose nothing.
 */
@Command(
        name = "ensemble",
        description = "Several heads on a frozen backbone beside one: held-out accuracy, calibration, spread and cost.",
        mixinStandardHelpOptions = true)
final class EnsembleComparison implements Callable<Integer> {
    private static final int ROUNDS = 3;

    @Mixin
    CommonOptions common = new CommonOptions();

    @Option(names = "--heads", defaultValue = "5", description = "Heads of the ensemble (default ${DEFAULT-VALUE}).")
    int heads;

    @Option(names = "--folds", defaultValue = "5", description = "Folds (default ${DEFAULT-VALUE}).")
    int folds;

    @Option(names = "--seed", defaultValue = "42", description = "Of folds and draws (default ${DEFAULT-VALUE}).")
    long seed;

    @Option(names = "--only", split = ",", paramLabel = "K", description = "Only these folds, from 0, e.g. --only 0,1.")
    List<Integer> only = new ArrayList<>();

    private final Held one = new Held("one head");
    private final Held several = new Held("ensemble");
    private final List<ScoredSet> judged = new ArrayList<>();
    private final List<Double> featureSeconds = new ArrayList<>();
    private final List<Double> headSeconds = new ArrayList<>();
    private final Map<String, List<Double>> rates = new LinkedHashMap<>();

    @Override
    public Integer call() throws IOException {
        List<PreferenceSplit.Sides<CandidateSet>> sides =
                new PreferenceSplit(seed).folds(common.read().sets(), folds);
        System.out.println(common.engine());
        Path place = Files.createTempDirectory("merit-ensemble");
        try {
            for (int fold : only.isEmpty() ? IntStream.range(0, folds).boxed().toList() : only) {
                compare(fold, sides.get(fold), place);
            }
        } finally {
            StagedFolder.delete(place);
        }
        System.out.println(several.alone());
        System.out.println(one.against(several));
        System.out.println(one.calibration().table());
        System.out.println(several.calibration().table());
        System.out.println(spread());
        System.out.println(cost());
        return 0;
    }

    private void compare(int fold, PreferenceSplit.Sides<CandidateSet> sides, Path place) throws IOException {
        List<Path> runs = new ArrayList<>();
        List<Normalization> levels = new ArrayList<>();
        List<PreferencePair> train = pairs(sides.training());
        for (int head = 0; head <= heads; head++) {
            Seed own = new Seed(seed).of(fold).of(head);
            Path run = place.resolve("fold-" + fold + "-head-" + head);
            levels.add(train(run, head == 0 ? train : drawn(train, own), own, place.resolve("features")));
            runs.add(run);
        }
        Ensemble mean = new Ensemble(new EnsembleRule.Mean(), levels.subList(1, levels.size()));
        List<ScoredSet> together = scored(runs, mean, sides.heldOut());
        several.add(ScoredSet.pairsOf(together));
        judged.addAll(together);
        System.out.printf(
                Locale.ROOT,
                "  fold %d: %d to train on, ensemble %.2f %%%n",
                fold,
                train.size(),
                100 * Held.accuracy(ScoredSet.pairsOf(together)));
        for (Path run : runs) {
            StagedFolder.delete(run);
        }
    }

    /** The first run scores by itself, the others as one; both are timed in turn. */
    private List<ScoredSet> scored(List<Path> runs, Ensemble mean, List<CandidateSet> held) throws IOException {
        try (RewardModelScorer single = RewardModelScorer.open(runs.get(0));
                RewardModelEnsemble all = new RewardModelEnsemble(
                        RewardModelScorer.openAll(runs.subList(1, runs.size()), ScoringOptions.NONE), mean)) {
            one.add(ScoredSet.pairsOf(ScoredSet.score(single, held, EvaluationOptions.STANDARD)));
            List<ScoredSet> together = ScoredSet.score(all, held, EvaluationOptions.STANDARD);
            for (int round = rates.isEmpty() ? 0 : ROUNDS; round < ROUNDS; round++) {
                time("one head", single, held);
                time(heads + " heads", all, held);
            }
            return together;
        }
    }

    /** Trains and saves a head; its level is the mean reward of what it learnt from, which no pair can teach. */
    private Normalization train(Path run, List<PreferencePair> pairs, Seed own, Path cache) throws IOException {
        TrainingConfig config = common.config()
                .with("freeze_backbone", true)
                .with("feature_cache", cache.toString())
                .with("eval_strategy", "no")
                .with("save_strategy", "no")
                .with("seed", own.value());
        try (RewardModel model = RewardTrainer.newModel(PretrainedBackbone.open(common.model), config)) {
            List<TrainingEvent.FeaturesKnown> known = new ArrayList<>();
            long start = System.nanoTime();
            new RewardTrainer(model, config, event -> {
                        if (event instanceof TrainingEvent.FeaturesKnown all) {
                            known.add(all);
                        }
                    })
                    .fit(pairs, List.of());
            double seconds = (System.nanoTime() - start) / 1e9;
            known.stream().filter(all -> all.computed() > 0).forEach(all -> featureSeconds.add(all.seconds()));
            headSeconds.add(seconds
                    - known.stream()
                            .mapToDouble(TrainingEvent.FeaturesKnown::seconds)
                            .sum());
            RewardModelFolder.save(model, run);
            return level(model, config, pairs);
        }
    }

    private static Normalization level(RewardModel model, TrainingConfig config, List<PreferencePair> pairs)
            throws IOException {
        List<ScoreInput> inputs = pairs.stream()
                .flatMap(pair -> Stream.of(pair.chosen(), pair.rejected()).map(answer ->
                        (ScoreInput) new ScoreInput.Chat(pair.prompt().answered(answer))))
                .toList();
        try (FeatureCache features = Features.open(model, config)) {
            double mean = RewardModelScorer.of(model, "").score(inputs).stream()
                    .mapToDouble(Score::value)
                    .average()
                    .orElseThrow();
            return new Normalization(mean, 1, inputs.size());
        }
    }

    /** As many prompts as there are, drawn with replacement, each with all of its pairs. */
    static List<PreferencePair> drawn(List<PreferencePair> pairs, Seed seed) {
        Map<String, List<PreferencePair>> prompts = new LinkedHashMap<>();
        pairs.forEach(pair -> prompts.computeIfAbsent(PreferenceSplit.groupKey(pair.set()), key -> new ArrayList<>())
                .add(pair));
        List<List<PreferencePair>> all = List.copyOf(prompts.values());
        return seed.random("bootstrap")
                .ints(all.size(), 0, all.size())
                .boxed()
                .flatMap(prompt -> all.get(prompt).stream())
                .toList();
    }

    private void time(String who, Scorer scorer, List<CandidateSet> sets) {
        List<ScoreInput> inputs = sets.stream()
                .flatMap(set -> set.candidates().stream().map(candidate ->
                        (ScoreInput) new ScoreInput.Chat(set.prompt().answered(candidate.response()))))
                .toList();
        long start = System.nanoTime();
        long tokens = scorer.score(inputs).stream()
                .mapToLong(score -> score.tokens() == null ? 0 : score.tokens())
                .sum();
        double seconds = (System.nanoTime() - start) / 1e9;
        rates.computeIfAbsent(who, name -> new ArrayList<>()).add(tokens / seconds);
    }

    private String spread() {
        SpreadFigures figures = SpreadFigures.of(judged, ClusteredBootstrap.STANDARD);
        if (figures == null) {
            return "spread: too few pairs";
        }
        StringBuilder text = new StringBuilder("spread of the ensemble, held-out pairs in thirds");
        figures.thirds()
                .forEach(third -> text.append(String.format(
                        Locale.ROOT,
                        "%n  %.3f to %.3f: %.2f %% (%.2f to %.2f) of %d pairs",
                        third.from(),
                        third.to(),
                        100 * third.accuracy().value(),
                        100 * third.accuracy().low(),
                        100 * third.accuracy().high(),
                        third.pairs())));
        return text.append(String.format(
                        Locale.ROOT,
                        "%n  the last third less the others: %+.2f points, p = %.3f",
                        100 * figures.difference(),
                        figures.probability()))
                .toString();
    }

    private String cost() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "cost: features of a fold's rows %.1f s the first time (median), a head on them %.2f s",
                featureSeconds.isEmpty() ? 0 : Series.median(featureSeconds),
                Series.median(headSeconds)));
        rates.forEach((who, rate) -> text.append(
                String.format(Locale.ROOT, "%n  scoring, %s: %.0f tokens a second", who, Series.median(rate))));
        return text.toString();
    }

    private static List<PreferencePair> pairs(List<CandidateSet> sets) {
        return sets.stream().flatMap(set -> set.pairs().stream()).toList();
    }
}
