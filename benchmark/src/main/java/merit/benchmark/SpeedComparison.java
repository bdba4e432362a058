package merit.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import merit.preference.PreferencePair;
import merit.rewardmodel.Pooling;
import merit.tensor.ProcessMemory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * How fast Merit trains and scores beside TRL's RewardTrainer and sentence-transformers' CrossEncoder: the same pairs, in turn, in
 * one precision, the same number of threads. All rates are real tokens a second: padding does not count, a row counts once. A peer runs
 * in a process of its own and is timed inside it, without its start and its first steps.
 */
@Command(
        name = "speed",
        description = "Training steps beside TRL, scoring beside CrossEncoder, and both beside the machine's limits.",
        mixinStandardHelpOptions = true)
final class SpeedComparison implements Callable<Integer> {
    private static final long SEED = 42;

    /** What is measured. */
    enum Part {
        TRAINING,
        SCORING,
        LIMITS
    }

    @Mixin
    CommonOptions common = new CommonOptions();

    @Mixin
    PeerOptions peerOptions = new PeerOptions();

    @Option(names = "--parts", split = ",", description = "Of ${COMPLETION-CANDIDATES}; all by default.")
    Set<Part> parts = EnumSet.allOf(Part.class);

    @Option(names = "--rounds", defaultValue = "3", description = "Rounds (default ${DEFAULT-VALUE}).")
    int rounds;

    @Option(names = "--max-length", defaultValue = "512", description = "Longest row (default ${DEFAULT-VALUE}).")
    int maxLength;

    @Option(names = "--batch", defaultValue = "16", description = "Pairs a training step (default ${DEFAULT-VALUE}).")
    int batch;

    @Option(
            names = "--steps",
            defaultValue = "12",
            description = "Timed training steps a round (default ${DEFAULT-VALUE}).")
    int steps;

    @Option(names = "--untimed", defaultValue = "2", description = "Steps before them (default ${DEFAULT-VALUE}).")
    int untimed;

    @Option(names = "--pairs", defaultValue = "256", description = "Pairs to score a round (default ${DEFAULT-VALUE}).")
    int pairs;

    @Override
    public Integer call() throws IOException {
        List<PreferencePair> sample = sample(common.pairs(), Math.max(pairs, batch * (steps + untimed)));
        MeritSpeed merit = new MeritSpeed(common, maxLength, batch);
        System.out.printf("%d pairs of %s, at most %d tokens a row%n", sample.size(), common.data, maxLength);
        if (parts.contains(Part.TRAINING)) {
            compareTraining(merit, sample.subList(0, batch * (steps + untimed)));
        }
        if (parts.contains(Part.SCORING)) {
            compareScoring(merit, sample.subList(0, Math.min(pairs, sample.size())));
        }
        System.out.println(common.engine());
        return 0;
    }

    private boolean bundled() {
        return common.model.equals(CommonOptions.BUNDLED_MODEL);
    }

    /** The bare layers are the bundled model's. */
    private boolean limits() {
        return parts.contains(Part.LIMITS) && bundled();
    }

    private void compareTraining(MeritSpeed merit, List<PreferencePair> chosen) throws IOException {
        System.out.printf("Training steps of %d pairs, %d a round%n", batch, steps);
        Path file = PairFile.write(Files.createTempFile("merit-speed", ".jsonl"), chosen);
        try {
            List<Contestant> contestants = new ArrayList<>();
            contestants.add(new Contestant("Merit", () -> merit.trainingSteps(chosen, untimed)));
            if (bundled()) {
                MeritSpeed trlHead = merit.with(Pooling.POOLER);
                contestants.add(new Contestant("Merit, TRL's head", () -> trlHead.trainingSteps(chosen, untimed)));
            }
            Peers.Steps peerSteps =
                    new Peers.Steps(common.model, maxLength, batch, untimed, steps, merit.loraRank(), merit.isBf16());
            peerOptions
                    .peers(common.threads)
                    .ifPresent(peers -> contestants.add(
                            new Contestant("TRL RewardTrainer", () -> peers.trainingSteps(file, peerSteps))));
            if (limits()) {
                contestants.add(new Contestant("bare dense step", () -> Yardsticks.step(merit.stepShapes(chosen))));
            }
            report(contestants, 3);
            System.out.printf("Merit's process: at most %,.0f MB%n", ProcessMemory.peakResident() / 1e6);
        } finally {
            Files.delete(file);
        }
    }

    private void compareScoring(MeritSpeed merit, List<PreferencePair> chosen) throws IOException {
        System.out.printf("Scoring of %d rows, tokenising included%n", 2 * chosen.size());
        Path file = PairFile.write(Files.createTempFile("merit-speed", ".jsonl"), chosen);
        try {
            List<Contestant> contestants = new ArrayList<>();
            contestants.add(new Contestant("Merit", () -> merit.scoring(chosen)));
            peerOptions
                    .peers(common.threads)
                    .ifPresent(peers ->
                            contestants.add(new Contestant("CrossEncoder", () -> peers.scoring(file, maxLength))));
            if (limits()) {
                contestants.add(
                        new Contestant("bare dense forward", () -> Yardsticks.forward(merit.scoreShapes(chosen))));
            }
            report(contestants, 1);
        } finally {
            Files.delete(file);
        }
    }

    /** @param passes a training step costs three forward passes, a score one */
    private void report(List<Contestant> contestants, int passes) {
        InTurn inTurn = new InTurn(rounds, System.out);
        List<Series> series = inTurn.measure(contestants);
        inTurn.print(series);
        if (limits()) {
            double gflops = Yardsticks.productGflops();
            double used = series.get(0).median() * passes * BareTransformer.linearOperationsPerToken() / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    "Plain matrix products run at %.0f GFLOPS; Merit's linear maps use %.0f of them, %.0f %%%n",
                    gflops,
                    used,
                    100 * used / gflops);
        }
    }

    /** So many pairs, in a seeded order. */
    private static List<PreferencePair> sample(List<PreferencePair> all, int wanted) {
        if (all.size() < wanted) {
            throw new IllegalArgumentException(
                    "pairs: found " + all.size() + ", need " + wanted + "; give fewer --pairs or --steps");
        }
        List<PreferencePair> shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled, new Random(SEED));
        return shuffled.subList(0, wanted);
    }
}
