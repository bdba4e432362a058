package merit.rewardmodel;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import merit.encoding.TokenRow;
import merit.layer.Backbone;
import merit.layer.BlockInput;
import merit.layer.LayerMeans;
import merit.layer.SharedRows;
import merit.layer.TokenBatch;
import merit.tensor.Engine;
import merit.tensor.Precision;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * What goes into the lowest trained block of each row, [tokens, hidden] in fp32, computed once by the frozen blocks below and kept in
 * a file: steps of every epoch begin there. As much disk as tokens times width times four bytes.
 *
 * <p>The file is named by everything that changes a state but the row: the weights below the block, the configuration, the block, the
 * precision, the engine; what is trained above is no part of that. A row is known by its token ids and segments. What a block takes
 * beside states (masks, angles, relative positions, the ids that a T5's decoder reads) is made of the batch as in any pass, from
 * weights that are frozen too. So a pass gives what it gives without, but for the last digits, since rows travelled in other batches.
 *
 * <p>The model stays the caller's. What is below the block must not change while this is open, nor drop values by chance. Thread-safe.
 */
public final class BoundaryCache implements RowCache {
    private final RewardModel model;
    private final int block;
    private final Precision precision;
    private final KnownRows known;

    private BoundaryCache(RewardModel model, int block, KnownRows known) {
        this.model = model;
        this.block = block;
        this.precision = model.backbone().products().setting().precision();
        this.known = known;
    }

    /** Of a row there is a vector a token. */
    private record States(RewardModel model, int block) implements KnownRows.Kind {
        @Override
        public FeatureFile.Key key(TokenRow row) {
            return FeatureKeys.of(row.ids(), row.segments());
        }

        @Override
        public int vectors(TokenRow row) {
            return row.length();
        }

        @Override
        public Tensor of(TokenBatch batch) {
            Backbone backbone = model.backbone();
            SharedRows shared = batch.shared();
            try (TensorScope scope = TensorScope.open()) {
                TokenBatch rows = shared == null ? batch : shared.trees();
                Tensor states = backbone.run(backbone.embed(rows), rows, 0, block, null);
                Tensor each = shared == null ? states : shared.rows(states, batch.lengths()); // [rows, tokens, hidden]
                return scope.keep(each.to(ScalarType.Float).flatten(1, 2));
            }
        }
    }

    /**
     * Opens what is known of a model's rows, or begins it; until this is closed, scoring and training begin there with rows that are
     * known.
     *
     * @param block the lowest that is trained, from 1
     * @param keeps whether the file stays when this is closed
     * @throws IllegalArgumentException where something below the block is trained, or the head reads layers there
     * @throws IOException where the file cannot be read or written
     */
    public static BoundaryCache open(Path folder, RewardModel model, int block, boolean keeps) throws IOException {
        require(model, block);
        byte[] owner = Engine.call(() -> FeatureKeys.owner(model, block));
        Path file = KnownRows.path(folder, "states", owner);
        States kind = new States(model, block);
        BoundaryCache cache = new BoundaryCache(
                model, block, KnownRows.open(file, owner, model.backbone().hiddenSize(), kind, keeps));
        model.batches().boundary(cache);
        return cache;
    }

    private static void require(RewardModel model, int block) {
        Set<String> trained = new TreeSet<>(Engine.call(() -> trained(FeatureKeys.below(model.backbone(), block))));
        if (!trained.isEmpty() || model.adapter() != null) {
            throw new IllegalArgumentException("states below block " + block + ": found "
                    + (trained.isEmpty() ? "an adapter" : trained + " trained") + ", need all below it frozen");
        }
        if (model.head().layout().reading() instanceof LayerMeans) {
            throw new IllegalArgumentException("states below block " + block
                    + ": found a head that reads several layers, need one that reads the last");
        }
    }

    private static List<String> trained(Map<String, Tensor> weights) {
        return weights.entrySet().stream()
                .filter(weight -> weight.getValue().requires_grad())
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public Missing missing(Iterable<TokenRow> rows) {
        return known.missing(rows);
    }

    /** As everywhere, where the disk has twice the room: as much is left as is taken. */
    @Override
    public int add(Iterable<TokenRow> rows, int passTokens, Progress progress) throws IOException {
        FolderRoom.require(known.path(), 2 * missing(rows).bytes());
        return known.add(model, rows, passTokens, progress);
    }

    /** What goes into the block, in the current scope; null where that is not known of all rows, or they are computed otherwise now. */
    @Nullable
    BlockInput of(TokenBatch batch) {
        if (batch.leftPadded() || model.backbone().products().setting().precision() != precision) {
            return null;
        }
        List<FeatureFile.Key> keys = new ArrayList<>();
        for (int row = 0; row < batch.rows(); row++) {
            keys.add(FeatureKeys.of(batch.ids(row), batch.segments(row)));
        }
        return keys.stream().allMatch(known::holds) ? new BlockInput(block, states(batch, keys)) : null;
    }

    private Tensor states(TokenBatch batch, List<FeatureFile.Key> keys) {
        int tokens = batch.tokens();
        int width = known.width();
        float[] values = new float[Math.multiplyExact(batch.rows() * tokens, width)];
        for (int row = 0; row < keys.size(); row++) {
            known.read(keys.get(row), values, row * tokens * width);
        }
        SharedRows shared = batch.shared();
        try (TensorScope scope = TensorScope.open()) {
            Tensor rows = Tensors.of(values, batch.rows(), tokens, width);
            return scope.keep(shared == null ? rows : shared.laidOut(rows, batch.lengths()));
        }
    }

    /** The lowest trained block, from 0, below which nothing need be computed. */
    public int block() {
        return block;
    }

    /** How many there are. */
    public int blocks() {
        return model.backbone().blocks().size();
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
