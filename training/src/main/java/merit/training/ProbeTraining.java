package merit.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import merit.encoding.TokenRow;
import merit.layer.LayerMeans;
import merit.layer.Reading;
import merit.loss.PairTargets;
import merit.rewardmodel.FeatureCache;
import merit.rewardmodel.RewardModel;
import merit.rewardmodel.RowPasses;
import merit.tensor.Engine;
import merit.tensor.Tensors;
import merit.training.probe.FeatureRows;
import merit.training.probe.ProbeFit;
import merit.training.probe.ProbePairs;
import org.jspecify.annotations.Nullable;

/**
 * Fits a head on means over the tokens of several layers of the backbone as it is. Each row goes through the backbone once;
 * layers and penalty are chosen by folds of the training prompts; the fit goes to its end in seconds. The model then has no more
 * blocks than its head reads. (Alain and Bengio, "Understanding intermediate layers using linear classifier probes", 2016.)
 */
final class ProbeTraining {
    private static final int FOLDS = 5;
    /** Of how many numbers of blocks the best is taken: a quarter, a half, ... of all. */
    private static final int DEPTHS = 4;

    private final RewardModel model;
    private final TrainingConfig config;
    private final EncodedPairs data;
    private final TrainingObserver observer;
    private final BooleanSupplier stopped;

    /** @param stopped asked before each pass; a stop leaves the model as it is */
    ProbeTraining(
            RewardModel model,
            TrainingConfig config,
            EncodedPairs data,
            TrainingObserver observer,
            BooleanSupplier stopped) {
        this.model = model;
        this.config = config;
        this.data = data;
        this.observer = observer;
        this.stopped = stopped;
    }

    /** What is read at most: all layers of which some may be left out. */
    LayerMeans reading() {
        LayerMeans reading = config.probe()
                .reading(model.backbone().blocks().size(), model.backbone().longestShared() > 0);
        model.requireLayers(reading);
        return reading;
    }

    TrainingEvent.Started started(TrainingSet set) {
        int features = reading().width(model.backbone().hiddenSize());
        return new TrainingEvent.Started(
                data.size(),
                set.mixedSets(),
                set.held().size(),
                set.heldCounts(),
                set.dropped(),
                0,
                0,
                model.parameterCount(),
                (long) features * model.objectives().parts().size());
    }

    /**
     * Gives the model its new head.
     *
     * @return what came of it, for the log; null where it was stopped
     */
    @Nullable
    Map<String, Object> fit() throws IOException {
        List<ProbePairs> outputs = outputs();
        LayerMeans reading = reading();
        config.probe().requireRoom(outputs, reading.width(model.backbone().hiddenSize()));
        return config.adapt().keepsFeatures() ? fitOnKept(reading, outputs) : fitOnComputed(reading, outputs);
    }

    private @Nullable Map<String, Object> fitOnKept(LayerMeans reading, List<ProbePairs> outputs) throws IOException {
        Path folder = Features.folder(config.adapt().featureCache(), System.getenv());
        List<TokenRow> rows = data.rows();
        LayerMeans all = reading.ofAllLayers(model.backbone().blocks().size());
        // where a run knew all layers, those of this one are among them
        LayerMeans kept = FeatureCache.exists(folder, model, all) ? all : reading;
        int[] places = kept.places(reading, model.backbone().hiddenSize());
        try (FeatureCache cache = FeatureCache.open(folder, model, kept)) {
            new Features(cache, config.batch().forwardTokens(), observer).learn(rows, stopped);
            FeatureRows known =
                    some -> cache.of(IntStream.of(some).mapToObj(rows::get).toList())
                            .index_select(1, Tensors.of(places, places.length));
            return stopped.getAsBoolean() ? null : fit(known, reading, outputs);
        }
    }

    private @Nullable Map<String, Object> fitOnComputed(LayerMeans reading, List<ProbePairs> outputs) {
        int all = data.rows().size();
        List<float[]> known = new RowPasses(
                        model,
                        batch -> reading.read(Reading.States.of(model.backbone(), batch), batch),
                        config.batch().forwardTokens())
                .over(data.rows(), done -> {
                    observer.on(new TrainingEvent.ReadingFeatures(done, all));
                    return !stopped.getAsBoolean();
                });
        return known.isEmpty() ? null : fit(rows -> Tensors.ofRows(known, rows), reading, outputs);
    }

    private Map<String, Object> fit(FeatureRows features, LayerMeans reading, List<ProbePairs> outputs) {
        long start = System.nanoTime();
        int width = reading.width(model.backbone().hiddenSize());
        ProbeFit.Answer answer = Engine.call(
                () -> config.probe().fit(features, data.rows().size(), width).fit(outputs, widths(reading, width)));
        int layers = reading.layers().size() * answer.features() / width;
        LayerMeans read = new LayerMeans(reading.layers().subList(0, layers), reading.means());
        Engine.run(() -> model.read(read, answer.head()));
        double seconds = (System.nanoTime() - start) / 1e9;
        observer.on(new TrainingEvent.Probed(read, answer, seconds));
        return entry(read, answer);
    }

    private static Map<String, Object> entry(LayerMeans read, ProbeFit.Answer answer) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("probe_blocks", read.blocks());
        entry.put("probe_features", answer.features());
        entry.put("probe_squares", answer.head().squareCount());
        entry.put("probe_converged", answer.converged());
        for (int i = 0; i < answer.outputs().size(); i++) {
            String of = answer.outputs().size() == 1 ? "" : "_" + i;
            ProbeFit.Output output = answer.outputs().get(i);
            entry.put("probe_penalty" + of, output.penalty());
            entry.put("probe_loss" + of, output.loss());
            entry.put("probe_accuracy" + of, output.accuracy());
        }
        return entry;
    }

    /** How many features may be read: those of the layers up to some. */
    private int[] widths(LayerMeans reading, int width) {
        int layers = reading.layers().size();
        if (!config.probe().choosesBlocks()) {
            return new int[] {width};
        }
        int blocks = layers - 1;
        return IntStream.rangeClosed(1, DEPTHS)
                .map(part -> (blocks * part + DEPTHS - 1) / DEPTHS)
                .distinct()
                .map(to -> width / layers * (to + 1))
                .toArray();
    }

    /** The pairs of each output, with folds of prompts. */
    private List<ProbePairs> outputs() {
        int outputs = Math.max(1, data.objectives().names().size());
        return IntStream.range(0, outputs).mapToObj(this::pairs).toList();
    }

    private ProbePairs pairs(int output) {
        List<int[]> prompts = PromptPairs.of(data, output);
        int[] pairs = prompts.stream().flatMapToInt(IntStream::of).toArray();
        int[] folds = IntStream.range(0, prompts.size())
                .flatMap(prompt -> IntStream.of(prompts.get(prompt)).map(pair -> prompt % FOLDS))
                .toArray();
        if (prompts.size() < FOLDS) {
            throw new IllegalArgumentException("method probe: found " + prompts.size() + " prompts to train on"
                    + (data.objectives().isOneReward()
                            ? ""
                            : " for " + data.objectives().names().get(output))
                    + ", need " + FOLDS
                    + " or more, since penalty and layers are chosen by folds of them; give more data");
        }
        PairTargets targets = data.targets(pairs);
        return new ProbePairs(
                IntStream.of(pairs).map(pair -> data.chosen()[pair]).toArray(),
                IntStream.of(pairs).map(pair -> data.rejected()[pair]).toArray(),
                targets.probabilities(),
                targets.weights(),
                folds);
    }
}
