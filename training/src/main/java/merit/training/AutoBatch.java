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
import merit.preference.CandidateSet;
import merit.rewardmodel.RewardModel;
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
    /** Two moments and the best value of each trained weight, none of which is there while budgets are tried. */
    private static final long BYTES_A_WEIGHT = 3L * Float.BYTES;
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
     * @return empty where nothing goes through the backbone in a step, since it is frozen and its features are known
     * @throws IllegalArgumentException where not even the smallest budget fits, or the system does not say what is free
     */
    public static Optional<Found> find(RewardModel model, TrainingConfig config, NamedSets train) {
        if (config.adapt().cachesFeatures(model.configuredDropout()) && model.adapter() == null) {
            return Optional.empty();
        }
        OptionalLong free = FreeMemory.bytes();
        if (free.isEmpty()) {
            throw new IllegalArgumentException(
                    "auto_batch: found no account of free memory on this system, need Linux's"
                            + " /proc; give micro_batch_tokens");
        }
        model.with(config.objectives().asked(model.objectives()));
        TrainingConfig plain =
                TrainingOptions.with(config, Map.of(BatchConfig.DATA_WEIGHTS, "", "metric_for_best_model", "loss"));
        Lessons lessons = TrainingSet.ofSets(
                        model.encoder(), plain, NamedSets.of(longest(train.all(), config)), NamedSets.of(List.of()))
                .train();
        Engine.run(() -> TrainedParts.choose(model, config));
        Products.Setting training =
                new Products.Setting(plain.on(Processor.here()).precision(), false);
        return model.backbone().products().during(training, () -> measured(model, plain, lessons, free.getAsLong()));
    }

    private static Optional<Found> measured(RewardModel model, TrainingConfig config, Lessons lessons, long free) {
        try (RunOptimizer optimizer = Engine.call(() -> new RunOptimizer(model, config))) {
            int[] labels = byLength(lessons);
            int step = tokens(
                    lessons, labels, Math.min(labels.length, config.batch().pairsPerStep()));
            long room = (long) (SHARE_OF_FREE * free) - BYTES_A_WEIGHT * model.trainedParameterCount();
            Engine.trim();
            long held = ProcessMemory.resident();
            return Optional.of(search(step, room, tokens -> {
                TrainStep trial = new TrainStep(model, lessons, config.with("micro_batch_tokens", tokens), optimizer);
                return peak(trial, first(lessons, labels, tokens)) - held;
            }));
        }
    }

    /**
     * The search by itself.
     *
     * @param step tokens of the largest step
     * @param room bytes that may be taken
     * @param need bytes that a budget takes
     */
    static Found search(int step, long room, IntToLongFunction need) {
        List<Trial> trials = new ArrayList<>();
        Trial best = tried(Math.min(FIRST, step), need, trials);
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
        return sets.stream()
                .sorted(Comparator.comparingInt(AutoBatch::characters).reversed())
                .limit(Math.max(LOOKED_AT, config.batch().pairsPerStep()))
                .toList();
    }

    private static int characters(CandidateSet set) {
        int answer = set.candidates().stream()
                .mapToInt(candidate -> candidate.response().length())
                .max()
                .orElse(0);
        return answer
                + set.prompt().messages().stream()
                        .mapToInt(message -> message.content().length())
                        .sum();
    }

    /** Labels whose rows are longest first. */
    private static int[] byLength(Lessons lessons) {
        return IntStream.range(0, lessons.size())
                .boxed()
                .sorted(Comparator.comparingInt((Integer label) -> tokens(lessons, new int[] {label}, 1))
                        .reversed())
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** Of the distinct rows of the first so many labels. */
    private static int tokens(Lessons lessons, int[] labels, int count) {
        return IntStream.of(labels)
                .limit(count)
                .flatMap(label -> IntStream.of(lessons.rowsOf(label)))
                .distinct()
                .map(row -> lessons.rows().get(row).length())
                .sum();
    }

    /** As many as fit the budget, one at least. */
    private static int[] first(Lessons lessons, int[] labels, int budget) {
        int count = 1;
        while (count < labels.length && tokens(lessons, labels, count + 1) <= budget) {
            count++;
        }
        return IntStream.of(labels).limit(count).toArray();
    }
}
