package merit.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import merit.backbone.PretrainedBackbone;
import merit.evaluation.audit.BagOfWords;
import merit.evaluation.metric.EvaluationOptions;
import merit.evaluation.metric.ScoredPair;
import merit.evaluation.metric.ScoredSet;
import merit.preference.CandidateSet;
import merit.preference.PreferencePair;
import merit.preference.PreferenceSplit;
import merit.rewardmodel.RewardModel;
import merit.rewardmodel.RewardModelScorer;
import merit.scoring.Scorer;
import merit.training.RewardTrainer;
import merit.training.TrainingConfig;
import merit.training.TrainingOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Held-out accuracy over folds by first user turn, beside "the longer answer wins", a bag of words trained on the same folds and
 * TRL's scores of the same pairs; and what calibration does to the probabilities. The held-out pairs are scored once, after
 * training, and choose nothing.
 */
@Command(
        name = "folds",
        description = "Held-out accuracy over folds, beside baselines and TRL's scores, and what calibration gains.",
        mixinStandardHelpOptions = true)
final class FoldComparison implements Callable<Integer> {
    @Mixin
    CommonOptions common = new CommonOptions();

    @Option(names = "--folds", defaultValue = "5", description = "Folds (default ${DEFAULT-VALUE}).")
    int folds;

    @Option(names = "--seed", defaultValue = "42", description = "Of the folds (default ${DEFAULT-VALUE}).")
    long seed;

    @Option(names = "--only", split = ",", paramLabel = "K", description = "Only these folds, from 0, e.g. --only 0,1.")
    List<Integer> only = new ArrayList<>();

    @Option(
            names = "--trl",
            paramLabel = "FOLDER",
            description = "Where trl_reward.py wrote fold-K.json; folds without one are compared without TRL.")
    @Nullable
    Path trl;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description =
                    "Write each fold's scores here; a fold that stands here with the same settings is not trained again.")
    @Nullable
    Path out;

    private final Held merit = new Held("Merit");
    private final Held longer = new Held("longer wins");
    private final Held words = new Held("bag of words");
    private final Held peer = new Held("TRL");

    @Override
    public Integer call() throws IOException {
        List<PreferenceSplit.Sides<CandidateSet>> sides =
                new PreferenceSplit(seed).folds(common.read().sets(), folds);
        System.out.println(common.engine());
        for (int fold : withPeerFirst(chosenFolds())) {
            compare(fold, sides.get(fold));
        }
        System.out.println(merit.alone());
        System.out.println(longer.against(merit));
        System.out.println(words.against(merit));
        if (peer.meanAccuracy() >= 0) {
            System.out.println(peer.against(merit));
        }
        System.out.println(merit.calibration().table());
        System.out.println(words.calibration().table());
        return 0;
    }

    private List<Integer> chosenFolds() {
        return only.isEmpty() ? IntStream.range(0, folds).boxed().toList() : only;
    }

    /** Folds that TRL has come first, so that the comparison with it is on the first ones. */
    private List<Integer> withPeerFirst(List<Integer> chosen) {
        List<Integer> ordered = new ArrayList<>(chosen);
        ordered.sort((a, b) -> Boolean.compare(hasPeer(b), hasPeer(a)));
        return ordered;
    }

    private boolean hasPeer(int fold) {
        return trl != null && Files.exists(trl.resolve("fold-" + fold + ".json"));
    }

    private void compare(int fold, PreferenceSplit.Sides<CandidateSet> sides) throws IOException {
        List<PreferencePair> train = pairs(sides.training());
        List<PreferencePair> held = pairs(sides.heldOut());
        FoldScores scores = scoresOf(fold, train, sides.heldOut());
        merit.add(scores.of(held));
        longer.add(held.stream()
                .map(pair -> FoldScores.scoredPair(
                        pair, pair.chosen().length(), pair.rejected().length()))
                .toList());
        words.add(FoldScores.of(held, scored(BagOfWords.fit(train), sides.heldOut()), FoldScores.Cost.NONE)
                .of(held));
        String beside = "";
        if (trl != null && hasPeer(fold)) {
            FoldScores others = FoldScores.read(trl.resolve("fold-" + fold + ".json"));
            peer.add(others.of(held));
            beside = String.format(
                    Locale.ROOT, " · TRL %.2f %%, %s", 100 * Held.accuracy(others.of(held)), others.cost());
        }
        System.out.printf(
                Locale.ROOT,
                "  fold %d: %d to train on, %d held out · Merit %.2f %%, %s%s%n",
                fold,
                train.size(),
                held.size(),
                100 * Held.accuracy(scores.of(held)),
                scores.cost(),
                beside);
    }

    private FoldScores scoresOf(int fold, List<PreferencePair> train, List<CandidateSet> held) throws IOException {
        Map<String, Object> settings = TrainingOptions.of(common.config());
        Path file = out == null ? null : out.resolve("fold-" + fold + ".json");
        if (file != null && FoldScores.isOf(file, settings, TrainingOptions.of(TrainingConfig.DEFAULT))) {
            return FoldScores.read(file);
        }
        FoldScores scores = train(train, held);
        if (out != null && file != null) {
            Files.createDirectories(out);
            scores.write(file, settings);
        }
        return scores;
    }

    private FoldScores train(List<PreferencePair> train, List<CandidateSet> held) throws IOException {
        TrainingConfig config = common.config();
        try (RewardModel model = RewardTrainer.newModel(PretrainedBackbone.open(common.model), config)) {
            long start = System.nanoTime();
            double cpuBefore = Machine.cpuSeconds();
            new RewardTrainer(model, config, event -> {}).fit(train, List.of());
            FoldScores.Cost cost =
                    new FoldScores.Cost((System.nanoTime() - start) / 1e9, Machine.cpuSeconds() - cpuBefore);
            return FoldScores.of(pairs(held), scored(RewardModelScorer.of(model, common.model), held), cost);
        }
    }

    private static List<ScoredPair> scored(Scorer scorer, List<CandidateSet> sets) {
        return ScoredSet.score(scorer, sets, EvaluationOptions.STANDARD).stream()
                .flatMap(set -> set.pairs().stream())
                .toList();
    }

    private static List<PreferencePair> pairs(List<CandidateSet> sets) {
        return sets.stream().flatMap(set -> set.pairs().stream()).toList();
    }
}
