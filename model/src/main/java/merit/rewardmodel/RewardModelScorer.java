package merit.rewardmodel;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import merit.adapter.LoraAdapter;
import merit.encoding.PrefixTrees;
import merit.encoding.TokenRow;
import merit.layer.LayerMeans;
import merit.layer.TokenBatch;
import merit.scoring.Calibration;
import merit.scoring.Normalization;
import merit.scoring.RowScorer;
import merit.scoring.Score;
import merit.scoring.ScoreInput;
import merit.scoring.ScorerInfo;
import merit.tensor.Engine;
import merit.tensor.Precision;
import merit.tensor.Processor;
import org.bytedeco.pytorch.Tensor;

/**
 * A trained reward model that scores. Rows are packed by length into passes within a token budget, each distinct row is computed
 * once, and scores come back in the order of the inputs.
 *
 * <pre>{@code
 * try (RewardModelScorer scorer = RewardModelScorer.open(Path.of("runs/helpful"))) {
 *     double reward = scorer.score("Why did the service crash?", "A connection leak exhausted the pool.");
 * }
 * }</pre>
 *
 * <p>Thread-safe: texts are encoded on the calling thread, all passes run on the engine thread. Close it.
 */
public final class RewardModelScorer implements RowScorer {
    /** Padded tokens of one pass: enough to keep two to sixteen cores busy, few enough to pad little. */
    static final int PASS_TOKENS = 2048;

    private final RewardModel model;
    private final ModelOrigin origin;
    private final long parameters;
    private final AtomicLong forwards = new AtomicLong();
    private final OptionalDouble drift;

    private RewardModelScorer(RewardModel model, ModelOrigin origin, OptionalDouble drift) {
        this.model = model;
        this.origin = origin;
        this.drift = drift;
        this.parameters = model.parameterCount(); // once: it waits for the engine
    }

    /**
     * Opens a saved model or its adapter and repeats its golden scores; or a sequence classifier, or an adapter of one, that was
     * made elsewhere.
     *
     * @throws IOException where the folder cannot be read
     * @throws IllegalArgumentException where it holds no such model, or one that has changed since it was saved
     */
    public static RewardModelScorer open(Path folder) throws IOException {
        return open(folder, ScoringOptions.NONE);
    }

    /**
     * The same, and says how a classifier that was made elsewhere is to be read.
     *
     * @throws IllegalArgumentException also where the options differ from what a saved model was trained with
     */
    public static RewardModelScorer open(Path folder, ScoringOptions options) throws IOException {
        return open(folder, options, OpenBackbones.APART);
    }

    /**
     * Opens several folders. What they have in common is in memory once: the base of several adapters, the backbone of runs that
     * were trained with it frozen.
     *
     * @return in the order of the folders; where one cannot be opened none is
     */
    public static List<RewardModelScorer> openAll(List<Path> folders, ScoringOptions options) throws IOException {
        List<RewardModelScorer> opened = new ArrayList<>();
        try (OpenBackbones shared = OpenBackbones.toShare()) {
            for (Path folder : folders) {
                RewardModelScorer scorer = open(folder, options, shared);
                opened.add(scorer);
                LoraAdapter adapter = scorer.model.adapter();
                if (adapter != null) {
                    Engine.run(adapter::detach); // the next one computes without it
                }
            }
            return opened;
        } catch (IOException | RuntimeException e) {
            opened.forEach(RewardModelScorer::close);
            throw e;
        }
    }

    private static RewardModelScorer open(Path folder, ScoringOptions options, OpenBackbones shared)
            throws IOException {
        options.checkBase(folder);
        if (RewardModelFolder.isPublished(folder)) {
            RewardModel model = PublishedClassifier.open(folder, options, shared);
            return settled(model, options, () -> ModelOrigin.elsewhere(folder, model, options));
        }
        Manifest manifest = RewardModelFolder.checkedManifest(folder); // the engine may be starting meanwhile
        RewardModel model = RewardModelFolder.open(folder, manifest, options.base(), shared);
        return settled(model, options, () -> ModelOrigin.saved(folder, manifest, model, options));
    }

    /** A scorer on a model, which is closed where there is none. */
    private static RewardModelScorer settled(RewardModel model, ScoringOptions options, Supplier<ModelOrigin> from) {
        try {
            Precision precision = options.precision().on(Processor.here());
            ModelOrigin origin = from.get();
            return new RewardModelScorer(model, origin, origin.settle(model, precision));
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    /** A scorer on a model that stays the caller's: closing the scorer does not close it. */
    public static RewardModelScorer of(RewardModel model, String modelId) {
        return new RewardModelScorer(model, ModelOrigin.borrowed(modelId), OptionalDouble.empty());
    }

    @Override
    public TokenRow encode(ScoreInput input, int maxTokens) {
        if (!origin.readsChats() && input instanceof ScoreInput.Chat) {
            throw new IllegalArgumentException(
                    origin.modelId() + ": found prompt and response, and no merit.json that says how they become what"
                            + " this model reads; need a template: say --template NAME (chat, pair, plain,"
                            + " ...), or give rows of text, or of text and pair, that stand as they are");
        }
        TokenRow row = input.encodedBy(model.encoder().within(maxTokens));
        if (row.responseStart() == TokenRow.UNKNOWN && !readsLoneTexts()) {
            throw new IllegalArgumentException(origin.modelId()
                    + ": found text that stands as it is, need to know where its response begins, whose mean this model"
                    + " reads; give prompt and response, or text and pair");
        }
        return row;
    }

    /** What the model's outputs are, and what they weigh in its score. */
    public Objectives objectives() {
        return model.objectives();
    }

    @Override
    public List<Score> score(List<? extends ScoreInput> inputs) {
        return scoreRows(model.encoder().encodeAll(inputs, this::encode));
    }

    @Override
    public List<Score> scoreRows(List<TokenRow> rows) {
        Map<TokenRow, Integer> distinct = new LinkedHashMap<>();
        rows.forEach(row -> distinct.putIfAbsent(row, distinct.size()));
        List<float[]> outputs = outputs(List.copyOf(distinct.keySet()));
        return rows.stream()
                .map(row -> score(row, outputs.get(Objects.requireNonNull(distinct.get(row)))))
                .toList();
    }

    /** What outputs say of a row. */
    Score score(TokenRow row, float[] values) {
        return new Score(
                objectives().score(values), objectives().named(values), null, row.length(), row.truncatedTokens());
    }

    /** The raw rewards of rows, in order: the score that {@link #outputs} make. */
    public float[] rewards(List<TokenRow> rows) {
        return model.objectives().scores(outputs(rows));
    }

    /** All raw outputs of rows, in order; every row is computed, none twice. */
    public List<float[]> outputs(List<TokenRow> rows) {
        FeatureCache features = model.batches().features();
        return features != null
                ? features.outputs(rows, PASS_TOKENS)
                : new RowPasses(model, this::counted, PASS_TOKENS).over(rows, done -> true);
    }

    private Tensor counted(TokenBatch batch) {
        forwards.incrementAndGet();
        return model.outputs(batch);
    }

    /** How many forward passes have run. */
    public long forwards() {
        return forwards.get();
    }

    @Override
    public PrefixTrees beginnings() {
        return model.batches().trees();
    }

    @Override
    public ScorerInfo info() {
        return new ScorerInfo(
                origin.modelId(),
                model.backbone().family(),
                model.encoder().config().maxLength(),
                model.backbone().products().setting().precision().label(),
                model.encoder().config().template().name(),
                parameters);
    }

    @Override
    public boolean readsChats() {
        return origin.readsChats();
    }

    @Override
    public boolean readsLoneTexts() {
        return !(model.head().layout().reading() instanceof LayerMeans layers && layers.readsResponse());
    }

    /** The calibration of the manifest that the model was opened by, whatever its folder holds by now; none where there was none. */
    public Calibration calibration() {
        return origin.calibration();
    }

    /** Mean and deviation of its rewards on a few texts that are the same for all models; empty where these are not known. */
    public Optional<Normalization> goldenScale() {
        return origin.goldenScale();
    }

    /** The largest difference between golden scores as it computes and in fp32; empty in fp32, or where it has none. */
    public OptionalDouble drift() {
        return drift;
    }

    /** The model, for looking at; it stays the scorer's. */
    public RewardModel model() {
        return model;
    }

    @Override
    public void close() {
        if (origin.owned()) {
            model.close();
        }
    }
}
