package merit.rewardmodel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import merit.encoding.TokenRow;
import merit.layer.Reading;
import merit.layer.TokenBatch;
import merit.tensor.Engine;
import merit.tensor.Gradients;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * What a model's head reads of each row, computed once by a backbone that nothing trains and kept in a {@link FeatureFile}: epochs
 * after the first, other seeds, other heads and other splits of the same data read it there.
 *
 * <p>The file is named by everything that changes a vector but the row: the backbone's weights, its configuration, what the head
 * reads of its states, the engine. A row is known by its token ids and segments, which is all that template, tokenizer and length
 * come to. So nothing that is read is ever stale; files of other weights may be deleted at any time.
 *
 * <p>The model stays the caller's, whose backbone must not change while this is open; its head may. Thread-safe.
 */
public final class FeatureCache implements RowCache {
    /** Rows whose vectors are in memory at once where all are asked for. */
    private static final int ROWS_A_READ = KnownRows.ROWS_A_WRITE;

    private final RewardModel model;
    private final Reading reading;
    private final KnownRows known;

    private FeatureCache(RewardModel model, Reading reading, KnownRows known) {
        this.model = model;
        this.reading = reading;
        this.known = known;
    }

    /** What a head reads of a row is one vector. */
    private record Read(RewardModel model, Reading reading) implements KnownRows.Kind {
        @Override
        public FeatureFile.Key key(TokenRow row) {
            return FeatureKeys.of(row, reading);
        }

        @Override
        public int vectors(TokenRow row) {
            return 1;
        }

        @Override
        public Tensor of(TokenBatch batch) {
            return reading.read(Reading.States.of(model.backbone(), batch), batch)
                    .to(ScalarType.Float);
        }
    }

    /**
     * Opens the features of a model, or begins them; until this is closed scoring and training read them. Where another process has
     * the file, what is computed goes into one of its own, which is deleted at the end.
     *
     * @param model without an adapter
     * @throws IOException where the file cannot be read or written
     */
    public static FeatureCache open(Path folder, RewardModel model) throws IOException {
        FeatureCache cache = open(folder, model, model.head().layout().reading());
        model.batches().features(cache);
        return cache;
    }

    /** Whether there is a file of what a reading gives. */
    public static boolean exists(Path folder, RewardModel model, Reading reading) {
        return Files.exists(file(folder, Engine.call(() -> FeatureKeys.owner(model, reading))));
    }

    private static Path file(Path folder, byte[] owner) {
        return KnownRows.path(folder, "features", owner);
    }

    /** The same of what another head would read: {@link #read} gives it, while scoring and training go on without. */
    public static FeatureCache open(Path folder, RewardModel model, Reading reading) throws IOException {
        byte[] owner = Engine.call(() -> FeatureKeys.owner(model, reading));
        int width = reading.width(model.backbone().hiddenSize());
        Read kind = new Read(model, reading);
        return new FeatureCache(model, reading, KnownRows.open(file(folder, owner), owner, width, kind, true));
    }

    @Override
    public Missing missing(Iterable<TokenRow> rows) {
        return known.missing(rows);
    }

    @Override
    public int add(Iterable<TokenRow> rows, int passTokens, Progress progress) throws IOException {
        return known.add(model, rows, passTokens, progress);
    }

    /**
     * What the head reads of rows that are known, [rows, width], in the current scope.
     *
     * @throws IllegalArgumentException where one of them is not
     */
    public Tensor of(List<TokenRow> rows) {
        int width = known.width();
        float[] values = new float[Math.multiplyExact(rows.size(), width)];
        for (int i = 0; i < rows.size(); i++) {
            known.read(FeatureKeys.of(rows.get(i), reading), values, i * width);
        }
        return Tensors.of(values, rows.size(), width);
    }

    /** All that the head gives rows that are known, [rows, outputs], with its gradients. On the engine thread. */
    public Tensor outputs(List<TokenRow> rows) {
        try (TensorScope scope = TensorScope.open()) {
            return scope.keep(model.head().ofRead(of(rows)));
        }
    }

    /** What the reading gives of rows that are known, in order. */
    public List<float[]> read(List<TokenRow> rows) {
        return each(rows, UnaryOperator.identity());
    }

    /** What the head's projection is given of rows that are known, in order. */
    public List<float[]> features(List<TokenRow> rows) {
        return each(rows, model.head()::featuresOfRead);
    }

    /** All that the head gives rows, in order; rows that are not known are computed. */
    List<float[]> outputs(List<TokenRow> rows, int passTokens) {
        try {
            add(rows, passTokens, (some, all) -> true);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
        return each(rows, model.head()::ofRead);
    }

    /** Without gradients, some thousand rows at a time. */
    private List<float[]> each(List<TokenRow> rows, UnaryOperator<Tensor> work) {
        List<float[]> values = new ArrayList<>();
        for (int from = 0; from < rows.size(); from += ROWS_A_READ) {
            List<TokenRow> some = rows.subList(from, Math.min(rows.size(), from + ROWS_A_READ));
            float[] flat = Engine.call(() -> {
                try (TensorScope scope = TensorScope.open();
                        Gradients off = Gradients.off()) {
                    return Tensors.floats(work.apply(of(some)));
                }
            });
            int width = flat.length / some.size();
            for (int row = 0; row < some.size(); row++) {
                values.add(Arrays.copyOfRange(flat, row * width, (row + 1) * width));
            }
        }
        return values;
    }

    /** All rows at once, as those go that cost nothing to compute. */
    public static List<int[]> onePass(List<TokenRow> rows, int tokenBudget) {
        return List.of(IntStream.range(0, rows.size()).toArray());
    }

    @Override
    public Path file() {
        return known.path();
    }

    @Override
    public boolean isKept() {
        return known.isKept();
    }

    @Override
    public void close() {
        model.batches().forget(this);
        known.close();
    }
}
