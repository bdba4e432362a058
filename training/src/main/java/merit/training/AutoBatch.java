package merit.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import merit.layer.Products;
import merit.loss.LossType;
import merit.preference.CandidateSet;
import merit.rewardmodel.RewardModel;
import merit.scoring.TieModel;
import merit.tensor.Devices;
import merit.tensor.Engine;
import merit.tensor.FreeMemory;
import merit.tensor.ProcessMemory;
import merit.tensor.Processor;

/**
 * The largest token budget of a micro-batch that fits into memory, found by trying: forward and backward of the longest rows at
 * budgets that double, as long as what was measured lets the next one fit. Nothing is updated, and training afterwards takes the same
 * steps as with any other budget, since gradients of micro-batches add up.
 */
public final class AutoBatch {
    private static final int FIRST = 1024;
    private static final int ROUNDED_TO = 256;
    /** Other processes, the Java heap and unlucky pieces need some too. */
    private static final double SHARE_OF_FREE = 0.8;
    /** Prompts that are looked at, those with the longest texts; more where a step has more. */
    private static final int LOOKED_AT = 512;

    private AutoBatch() {}

    /**
     * One budget, measured.
     *
     * @param bytes beyond what is held without it
     */
    public record Trial(int tokens, long bytes) {}

    /**
     * What was found.
     *
     * @param room bytes that a micro-batch may take
     * @param wholeStep whether a step of the longest rows fits whole, so that no larger budget could be used
     * @param trials all budgets that were tried; the last that fits is the best
     */
    public record Found(Trial best, long room, boolean wholeStep, List<Trial> trials) {}

    /**
     * Looks for it; the model's weights stay as they are.
     *
     * @return empty where nothing goes through the backbone in a step, since it is frozen and its features are known, or since a probe
     *     takes no steps
     * @throws IllegalArgumentException where not even the smallest budget fits, or the system does not say what is free
     */
    public static Optional<Found> find(RewardModel model, TrainingConfig config, NamedSets train) {
        boolean known = config.adapt().cachesFeatures(model.configuredDropout()) && model.adapter() == null;
        if (known || config.probe().isProbe()) {
            return Optional.empty();
        }
        long free = free();
        TrainedParts.require(model, config);
        model.with(config.objectives().asked(model.objectives()));
        TrainingConfig plain =
                TrainingOptions.with(config, Map.of(BatchConfig.DATA_WEIGHTS, "", "metric_for_best_model", "loss"));
        Lessons lessons = TrainingSet.ofSets(
                        RowSource.of(model.encoder()),
                        plain,
                        NamedSets.of(longest(train.all(), config)),
                        NamedSets.of(List.of()))
                .train();
        TieModel ties = model.ties().value();
        Engine.run(() -> TrainedParts.choose(model, config, lessons));
        Products.Setting training =
                new Products.Setting(plain.on(Processor.here()).precision(), false);
        try {
            return model.backbone().products().during(training, () -> measured(model, plain, lessons, free));
        } finally {
            Engine.run(() -> TieStart.undo(model.ties(), ties));
        }
    }

    private static Optional<Found> measured(RewardModel model, TrainingConfig config, Lessons lessons, long free) {
        try (RunOptimizer optimizer = Engine.call(() -> new RunOptimizer(model, config))) {
            long room = (long) (SHARE_OF_FREE * free) - bytesAWeight(config) * model.trainedParameterCount();
            Longest items = Longest.of(lessons);
            int step = items.tokens(config.batch().pairsPerStep());
            Engine.trim();
            long held = ProcessMemory.resident();
            return Optional.of(search(items.tokens(1), step, room, tokens -> {
                TrainStep trial = new TrainStep(model, lessons, config.with("micro_batch_tokens", tokens), optimizer);
                return peak(trial, items.within(tokens)) - held;
            }));
        }
    }

    /** What the optimizer remembers of a trained weight, and its best value: none is there while budgets are tried. */
    private static long bytesAWeight(TrainingConfig config) {
        return Float.BYTES * (1L + config.optimizer().optim().moments());
    }

    private static long free() {
        if (!Devices.current().isCpu()) {
            throw new IllegalArgumentException("auto_batch: found " + Devices.current() + ", need the CPU: what a GPU's"
                    + " memory takes is not measured; give micro_batch_tokens, or a preset");
        }
        OptionalLong free = FreeMemory.bytes();
        if (free.isEmpty()) {
            throw new IllegalArgumentException(
                    "auto_batch: found no account of free memory on this system, need Linux's"
                            + " /proc; give micro_batch_tokens");
        }
        return free.getAsLong();
    }

    /**
     * The search by itself.
     *
     * @param least tokens of the largest item, which is never cut
     * @param step tokens of the largest step
     * @param room bytes that may be taken
     * @param need bytes that a budget takes
     */
    static Found search(int least, int step, long room, IntToLongFunction need) {
        List<Trial> trials = new ArrayList<>();
        Trial best = tried(Math.min(Math.max(FIRST, least), step), need, trials);
        if (best.bytes > room) {
            throw new IllegalArgumentException("memory: found room for " + megabytes(room) + " MB, need "
                    + megabytes(best.bytes) + " MB for the longest rows alone; set gradient_checkpointing, or lower"
                    + " max_length");
        }
        boolean last = false;
        while (!last && best.tokens < step) {
            double slope = slope(trials);
            int next = Math.min(2 * best.tokens, step);
            if (best.bytes + slope * (next - best.tokens) > room) {
                next = best.tokens + (int) ((room - best.bytes) / slope) / ROUNDED_TO * ROUNDED_TO;
                last = true;
            }
            Trial trial = next > best.tokens ? tried(next, need, trials) : best;
            last |= trial.bytes > room;
            best = trial.bytes > room ? best : trial;
        }
        return new Found(best, room, best.tokens >= step, trials);
    }

    private static Trial tried(int tokens, IntToLongFunction need, List<Trial> trials) {
        Trial trial = new Trial(tokens, Math.max(0, need.applyAsLong(tokens)));
        trials.add(trial);
        return trial;
    }

    /** Bytes a token, by the last two trials; by a single one as if nothing had been held for other ends. */
    private static double slope(List<Trial> trials) {
        Trial last = trials.get(trials.size() - 1);
        Trial before = trials.size() > 1 ? trials.get(trials.size() - 2) : new Trial(0, 0);
        return Math.max(0, (double) (last.bytes - before.bytes) / (last.tokens - before.tokens));
    }

    private static long megabytes(long bytes) {
        return Math.round(bytes / 1e6);
    }

    private static long peak(TrainStep trial, int[] labels) {
        try {
            Engine.trim();
            ProcessMemory.forgetPeak();
            Engine.run(() -> trial.rehearse(labels));
            return ProcessMemory.peakResident();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "auto_batch: the peak of memory cannot be measured; give micro_batch_tokens", e);
        }
    }

    private static List<CandidateSet> longest(List<CandidateSet> sets, TrainingConfig config) {
        boolean lists = config.loss().loss().scope() != LossType.Scope.PAIR;
        int[] characters = sets.stream().mapToInt(set -> characters(set, lists)).toArray();
        return IntStream.range(0, characters.length)
                .boxed()
                .sorted(Comparator.comparingInt((Integer place) -> characters[place])
                        .reversed())
                .limit(Math.max(LOOKED_AT, config.batch().pairsPerStep()))
                .map(sets::get)
                .toList();
    }

    /** @param all whether of all answers with their prompt, else of the longest one */
    private static int characters(CandidateSet set, boolean all) {
        int prompt = set.prompt().messages().stream()
                .mapToInt(message -> message.content().length())
                .sum();
        IntStream answers = set.candidates().stream()
                .mapToInt(candidate -> prompt + candidate.response().length());
        return all ? answers.sum() : answers.max().orElse(prompt);
    }

    /**
     * What steps take whole: judgements of the same answers, or of a list.
     *
     * @param items those with most tokens first
     */
    @SuppressWarnings("ArrayRecordComponent") // neither compared nor kept
    private record Longest(Lessons lessons, int[] items) {
        static Longest of(Lessons lessons) {
            int[] items = lessons.byPrompt().stream()
                    .flatMapToInt(IntStream::of)
                    .boxed()
                    .sorted(Comparator.comparingInt((Integer item) -> tokens(lessons, item))
                            .reversed())
                    .mapToInt(Integer::intValue)
                    .toArray();
            return new Longest(lessons, items);
        }

        /** Of the distinct rows of some items. */
        private static int tokens(Lessons lessons, int... items) {
            return IntStream.of(lessons.labels(items))
                    .flatMap(label -> IntStream.of(lessons.rowsOf(label)))
                    .distinct()
                    .map(row -> lessons.rows().get(row).length())
                    .sum();
        }

        /** Of so many of the items, or of all where there are fewer. */
        int tokens(int count) {
            return tokens(lessons, first(count));
        }

        private int[] first(int count) {
            return IntStream.of(items).limit(count).toArray();
        }

        /** The labels of as many items as fit the budget, of one at least. */
        int[] within(int budget) {
            int count = 1;
            while (count < items.length && tokens(count + 1) <= budget) {
                count++;
            }
            return lessons.labels(first(count));
        }
    }
}
