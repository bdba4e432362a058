package merit.rewardmodel;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import merit.encoding.BatchPlan;
import merit.encoding.TokenRow;
import merit.scoring.RowScorer;
import merit.scoring.Score;
import merit.scoring.ScoreInput;
import merit.scoring.ScorerInfo;
import merit.tensor.Engine;
import merit.tensor.Gradients;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;

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
    private static final int PASS_TOKENS = 2048;

    private final RewardModel model;
    private final String modelId;
    private final boolean owned;
    private final AtomicLong forwards = new AtomicLong();

    private RewardModelScorer(RewardModel model, String modelId, boolean owned) {
        this.model = model;
        this.modelId = modelId;
        this.owned = owned;
    }

    /**
     * Opens a saved model and repeats its golden scores.
     *
     * @throws IOException where the folder cannot be read
     * @throws IllegalArgumentException where it holds no reward model, or one that has changed since it was saved
     */
    public static RewardModelScorer open(Path folder) throws IOException {
        return new RewardModelScorer(RewardModelFolder.open(folder), folder.toString(), true);
    }

    /** A scorer on a model that stays the caller's: closing the scorer does not close it. */
    public static RewardModelScorer of(RewardModel model, String modelId) {
        return new RewardModelScorer(model, modelId, false);
    }

    @Override
    public TokenRow encode(ScoreInput input) {
        return input.encodedBy(model.encoder());
    }

    @Override
    public List<Score> score(List<? extends ScoreInput> inputs) {
        return scoreRows(model.encoder().encodeAll(inputs, this::encode));
    }

    @Override
    public List<Score> scoreRows(List<TokenRow> rows) {
        Map<TokenRow, Integer> distinct = new LinkedHashMap<>();
        rows.forEach(row -> distinct.putIfAbsent(row, distinct.size()));
        float[] rewards = rewards(List.copyOf(distinct.keySet()));
        List<Score> scores = new ArrayList<>(rows.size());
        for (TokenRow row : rows) {
            int index = java.util.Objects.requireNonNull(distinct.get(row));
            scores.add(new Score(rewards[index], Map.of(), null, row.length(), row.truncatedTokens()));
        }
        return scores;
    }

    /** The raw rewards of rows, in order; every row is computed, none twice. */
    public float[] rewards(List<TokenRow> rows) {
        float[] rewards = new float[rows.size()];
        int[] lengths = rows.stream().mapToInt(TokenRow::length).toArray();
        for (int[] pass : BatchPlan.pack(lengths, PASS_TOKENS)) {
            float[] found = Engine.call(
                    () -> forward(IntStream.of(pass).mapToObj(rows::get).toList()));
            for (int i = 0; i < pass.length; i++) {
                rewards[pass[i]] = found[i];
            }
        }
        return rewards;
    }

    private float[] forward(List<TokenRow> rows) {
        try (TensorScope scope = TensorScope.open();
                Gradients off = Gradients.off()) {
            forwards.incrementAndGet();
            return Tensors.floats(model.scores(model.batch(rows)));
        }
    }

    /** How many forward passes have run. */
    public long forwards() {
        return forwards.get();
    }

    @Override
    public ScorerInfo info() {
        return new ScorerInfo(
                modelId,
                model.backbone().family(),
                model.encoder().config().maxLength(),
                RewardModelFolder.PRECISION,
                model.encoder().config().template().name(),
                model.parameterCount());
    }

    /** The model, for looking at; it stays the scorer's. */
    public RewardModel model() {
        return model;
    }

    @Override
    public void close() {
        if (owned) {
            model.close();
        }
    }
}
