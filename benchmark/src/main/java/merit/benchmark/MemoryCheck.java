package merit.benchmark;

import static java.util.Comparator.comparingInt;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import merit.backbone.PretrainedBackbone;
import merit.preference.PreferencePair;
import merit.rewardmodel.RewardModel;
import merit.tensor.Engine;
import merit.tensor.ProcessMemory;
import merit.training.RewardTrainer;
import merit.training.TrainingConfig;
import merit.training.TrainingEvent;
import merit.training.TrainingOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * What training holds: native objects and resident memory over many small steps, the same over runs that each end in a step that
 * throws, and the peak resident memory of full steps on the longest pairs. Exits with 1 where native objects grow, or where the
 * peak passes its limit.
 */
@Command(
        name = "memory",
        description = "Growth of native objects and resident memory over many steps, and the peak at full length.",
        mixinStandardHelpOptions = true)
final class MemoryCheck implements Callable<Integer> {
    private static final double MEGABYTE = 1e6;
    private static final int WARM_UP = 50;

    @Mixin
    CommonOptions common = new CommonOptions();

    @Option(names = "--steps", defaultValue = "500", description = "Small steps (default ${DEFAULT-VALUE}; 0: none).")
    int steps;

    @Option(
            names = "--throws",
            defaultValue = "50",
            description = "Runs that end in a throwing step (default ${DEFAULT-VALUE}).")
    int throwing;

    @Option(
            names = "--peak-steps",
            defaultValue = "10",
            description = "Full steps on the longest pairs (default ${DEFAULT-VALUE}).")
    int peakSteps;

    @Option(
            names = "--max-length",
            defaultValue = "512",
            description = "Longest row of the full steps (default ${DEFAULT-VALUE}).")
    int maxLength;

    @Option(
            names = "--limit",
            defaultValue = "4000",
            description = "Megabytes that the peak may reach (default ${DEFAULT-VALUE}).")
    int limit;

    @Override
    public Integer call() throws IOException {
        System.out.println(common.engine());
        MemoryTrend.checkThatObjectsAreCounted();
        List<PreferencePair> pairs = common.pairs();
        boolean passed = steps == 0 || growth(pairs);
        passed &= throwing == 0 || throwingGrowth(pairs);
        passed &= peakSteps == 0 || peak(pairs);
        System.out.println(passed ? "ok" : "FAIL");
        return passed ? 0 : 1;
    }

    /** Steps of eight pairs and 64 tokens, so that hundreds take minutes. */
    private boolean growth(List<PreferencePair> pairs) throws IOException {
        MemoryTrend trend = new MemoryTrend();
        int warmUp = Math.min(WARM_UP, steps);
        TrainingConfig config = small(steps + warmUp);
        try (RewardModel model = newModel(config)) {
            new RewardTrainer(model, config, event -> {
                        if (event instanceof TrainingEvent.StepDone step && step.step() > warmUp) {
                            trend.sample();
                        }
                    })
                    .fit(pairs, List.of());
        }
        System.out.println(trend.report(steps + " steps"));
        return !trend.objectsGrew();
    }

    private boolean throwingGrowth(List<PreferencePair> pairs) throws IOException {
        MemoryTrend trend = new MemoryTrend();
        TrainingConfig config = small(2);
        FailingMap.Switch fault = new FailingMap.Switch();
        PretrainedBackbone pretrained = PretrainedBackbone.open(common.model);
        Engine.run(() -> FailingMap.putInto(pretrained.backbone(), fault));
        int thrown = 0;
        try (RewardModel model = RewardTrainer.newModel(pretrained, config)) {
            for (int run = 0; run < throwing + 2; run++) {
                fault.disarm();
                try {
                    new RewardTrainer(model, config, event -> fault.arm(event instanceof TrainingEvent.StepDone))
                            .fit(pairs.subList(0, 2 * config.batch().pairsPerStep()), List.of());
                } catch (FailingMap.Fault e) {
                    thrown++;
                }
                if (run >= 2) {
                    trend.sample();
                }
            }
        }
        System.out.println(trend.report(thrown + " runs whose second step threw"));
        return !trend.objectsGrew() && thrown == throwing + 2;
    }

    private boolean peak(List<PreferencePair> pairs) throws IOException {
        TrainingConfig config = TrainingOptions.with(
                common.config(), Map.of("max_length", maxLength, "max_steps", peakSteps, "save_strategy", "no"));
        List<PreferencePair> longest = new ArrayList<>(pairs);
        longest.sort(comparingInt(MemoryCheck::characters).reversed());
        int wanted = Math.min(longest.size(), peakSteps * config.batch().pairsPerStep());
        try (RewardModel model = newModel(config)) {
            new RewardTrainer(model, config, event -> {}).fit(longest.subList(0, wanted), List.of());
        }
        double peak = ProcessMemory.peakResident() / MEGABYTE;
        System.out.printf(
                Locale.ROOT,
                "Peak of %d steps of the longest %d pairs at %d tokens: %,.0f MB resident, need less than %,d%n",
                peakSteps,
                wanted,
                maxLength,
                peak,
                limit);
        return peak < limit;
    }

    private static int characters(PreferencePair pair) {
        int prompt = pair.prompt().messages().stream()
                .mapToInt(message -> message.content().length())
                .sum();
        return 2 * prompt + pair.chosen().length() + pair.rejected().length();
    }

    private RewardModel newModel(TrainingConfig config) {
        return RewardTrainer.newModel(PretrainedBackbone.open(common.model), config);
    }

    private TrainingConfig small(int maxSteps) {
        return TrainingOptions.with(
                common.config(),
                Map.of(
                        "max_length",
                        64,
                        "per_device_train_batch_size",
                        8,
                        "max_steps",
                        maxSteps,
                        "save_strategy",
                        "no"));
    }
}
