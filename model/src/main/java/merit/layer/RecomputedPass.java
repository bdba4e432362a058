package merit.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import merit.tensor.EngineRandom;
import merit.tensor.GradientVector;
import merit.tensor.Gradients;
import merit.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A batch through a backbone that keeps nothing of a block but its input, and computes the block once more when its gradient is
 * wanted: gradient checkpointing (Chen, Xu, Zhang and Guestrin 2016, "Training Deep Nets with Sublinear Memory Cost", each block a
 * segment). Memory falls from what all blocks hold to their inputs and what one block holds; one more forward pass is the price.
 * The gradients are those of the plain pass: each block is computed as before, and where it draws random numbers the engine's
 * generator stands again where it stood. What blocks share in a plain pass is made for each of them; where it is drawn by chance, as
 * DeBERTa's relative positions are under dropout, each block has a draw of its own.
 *
 * <p>Owns what it keeps, whatever scope is open: close it. For one engine thread or lane; where blocks draw random numbers, for one at
 * a time.
 */
public final class RecomputedPass implements Reading.States, AutoCloseable {
    private static final int EMBEDDING = -1;

    private final Backbone backbone;
    private final TokenBatch batch;
    private final Trained trained;
    private final @Nullable BlockInput known;
    private final List<Tape> tapes = new ArrayList<>();
    private final List<Tensor> owned = new ArrayList<>();

    /**
     * What makes a difference to gradients.
     *
     * @param lowestBlock that has a trained parameter, from 0; -1 where the embedding has one, and as many as there are blocks where
     *     none has
     * @param draws whether blocks draw random numbers, as dropout does
     */
    public record Trained(int lowestBlock, boolean draws) {}

    public RecomputedPass(Backbone backbone, TokenBatch batch, Trained trained) {
        this(backbone, batch, trained, null);
    }

    /** @param known what goes into a block that is not above the lowest trained one, and stays the caller's; null where that is not known */
    public RecomputedPass(Backbone backbone, TokenBatch batch, Trained trained, @Nullable BlockInput known) {
        this.backbone = backbone;
        this.batch = batch;
        this.trained = trained;
        this.known = known;
        if (known != null && known.block() > trained.lowestBlock) {
            throw new IllegalArgumentException("recomputed pass: found what goes into block " + known.block()
                    + ", need it of a block up to " + trained.lowestBlock + ", the lowest that is trained");
        }
    }

    /** What is kept of a block, or of the embedding, that has no input. */
    private record Kept(
            int block, @Nullable Tensor input, @Nullable Tensor random) {}

    /** One way through all blocks; the states are a leaf, whose gradient goes back through the blocks. */
    @SuppressWarnings("ArrayRecordComponent") // neither compared nor kept
    private record Tape(int @Nullable [] positions, List<Kept> kept, Tensor states) {}

    @Override
    public Tensor at(int @Nullable [] positions) {
        List<Kept> kept = new ArrayList<>();
        try (TensorScope scope = TensorScope.open()) {
            Tensor states = known == null ? null : known.states();
            try (Gradients off = Gradients.off()) {
                for (int block = known == null ? EMBEDDING : known.block();
                        block < backbone.blocks().size();
                        block++) {
                    if (block >= trained.lowestBlock) {
                        Tensor random = trained.draws ? own(EngineRandom.state()) : null;
                        kept.add(new Kept(block, states == null ? null : own(states), random));
                    }
                    states = through(block, states, positions);
                }
            }
            Tensor leaf = own(Objects.requireNonNull(states).detach());
            leaf.requires_grad_(!kept.isEmpty());
            tapes.add(new Tape(positions, kept, leaf));
            return leaf;
        }
    }

    /** @throws IllegalArgumentException where a head reads several layers: what is read on the way is not kept */
    public static void requireLast(Reading reading) {
        if (reading instanceof LayerMeans) {
            throw severalLayers();
        }
    }

    /** @throws IllegalArgumentException always, see {@link #requireLast} */
    @Override
    public List<Tensor> walk(List<Integer> layers, UnaryOperator<Tensor> reading) {
        throw severalLayers();
    }

    private static IllegalArgumentException severalLayers() {
        return new IllegalArgumentException("gradient_checkpointing: found a head that reads several layers, need one"
                + " that reads the last; train it without");
    }

    private Tensor own(Tensor tensor) {
        owned.add(TensorScope.own(tensor));
        return tensor;
    }

    private Tensor through(int block, @Nullable Tensor input, int @Nullable [] positions) {
        SharedRows shared = batch.shared();
        TokenBatch rows = shared == null ? batch : shared.trees();
        if (input == null) {
            return backbone.embed(rows);
        }
        boolean last = block == backbone.blocks().size() - 1;
        return last
                ? backbone.run(new BlockInput(block, input), batch, positions)
                : backbone.run(input, rows, block, block + 1, null);
    }

    /**
     * Differentiates a cost that was computed from some passes. Their graphs are gone afterwards.
     *
     * @param cost a scalar
     * @param parameters leaves that are trained
     * @param passes from which the cost was computed, each by {@link #at}; none where it was computed otherwise
     */
    public static GradientVector gradients(Tensor cost, List<Tensor> parameters, List<RecomputedPass> passes) {
        List<Tape> tapes = passes.stream()
                .flatMap(pass -> pass.tapes.stream())
                .filter(tape -> !tape.kept.isEmpty())
                .toList();
        List<Tensor> leaves = new ArrayList<>(parameters);
        tapes.forEach(tape -> leaves.add(tape.states));
        GradientVector gradients = GradientVector.of(cost, leaves);
        try {
            int place = parameters.size();
            for (RecomputedPass pass : passes) {
                for (Tape tape : pass.tapes) {
                    if (!tape.kept.isEmpty()) {
                        pass.back(tape, gradients, place++, parameters);
                    }
                }
            }
        } catch (RuntimeException e) {
            gradients.close();
            throw e;
        }
        return gradients;
    }

    /**
     * From the gradient of a tape's states to those of the parameters below, block by block.
     *
     * @param place of the gradient of the states among all gradients
     */
    private void back(Tape tape, GradientVector gradients, int place, List<Tensor> parameters) {
        if (!gradients.has(place)) {
            return;
        }
        try (TensorScope scope = TensorScope.open()) {
            Tensor after = trained.draws ? EngineRandom.state() : null;
            Tensor gradient = gradients.get(place);
            for (int k = tape.kept.size() - 1; k >= 0; k--) {
                gradient = back(tape, tape.kept.get(k), gradient, gradients, parameters);
            }
            if (after != null) {
                EngineRandom.state(after);
            }
        }
    }

    /**
     * Computes a block once more and differentiates it.
     *
     * @param gradient of what it gives
     * @return that of its input, in the current scope; of the lowest block nothing that anybody wants
     */
    private Tensor back(Tape tape, Kept kept, Tensor gradient, GradientVector gradients, List<Tensor> parameters) {
        try (TensorScope scope = TensorScope.open();
                Gradients on = Gradients.on()) {
            if (kept.random != null) {
                EngineRandom.state(kept.random);
            }
            Tensor input = kept.input == null ? null : kept.input.detach();
            List<Tensor> leaves = new ArrayList<>(parameters);
            if (input != null && kept.block > trained.lowestBlock) {
                input.requires_grad_(true);
                leaves.add(input);
            }
            Tensor output = through(kept.block, input, tape.positions);
            try (GradientVector own = GradientVector.of(output, gradient, leaves)) {
                gradients.add(own, parameters.size());
                return leaves.size() > parameters.size() ? scope.keep(own.get(parameters.size())) : gradient;
            }
        }
    }

    @Override
    public void close() {
        owned.forEach(Tensor::close);
        owned.clear();
        tapes.clear();
    }
}
