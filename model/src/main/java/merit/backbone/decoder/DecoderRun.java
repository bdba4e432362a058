package merit.backbone.decoder;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import merit.layer.AttentionMask;
import merit.layer.Block;
import merit.layer.Rotary;
import merit.layer.RotaryAngles;
import merit.layer.TokenBatch;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** One pass of a batch through blocks: what they share, masks and angles, belongs to the scope that the pass was made in. */
final class DecoderRun {
    private final TokenBatch batch;
    private final @Nullable RotaryAngles angles;
    private final Map<Integer, AttentionMask> masks = new HashMap<>();

    DecoderRun(TokenBatch batch, @Nullable Rotary rotary) {
        this.batch = batch;
        this.angles = rotary == null ? null : rotary.of(batch);
    }

    /**
     * [rows, tokens, hidden] to the same, or to [rows * positions, hidden] at the positions read.
     *
     * @param readPositions null, or as many of each row, one row's after another's
     */
    Tensor through(List<DecoderBlock> blocks, Tensor hidden, int @Nullable [] readPositions) {
        int whole = readPositions == null ? blocks.size() : Math.max(0, blocks.size() - 1);
        Tensor states = hidden;
        for (DecoderBlock block : blocks.subList(0, whole)) {
            states = block.forward(states, context(block.window()));
        }
        if (readPositions == null) {
            return states;
        }
        int rows = batch.rows();
        Tensor positions = Tensors.of(readPositions, rows, readPositions.length / rows);
        Tensor read = whole < blocks.size()
                ? blocks.get(whole)
                        .forwardAt(states, contextAt(blocks.get(whole).window(), positions), positions)
                : Block.at(states, positions);
        return read.flatten(0, 1);
    }

    private BlockContext context(int window) {
        AttentionMask mask = masks.computeIfAbsent(window, tokens -> AttentionMask.causal(batch, tokens));
        return new BlockContext(mask, angles == null ? null : new BlockContext.Angles(angles, angles));
    }

    private BlockContext contextAt(int window, Tensor positions) {
        AttentionMask mask = AttentionMask.causalAt(batch, positions, window);
        return new BlockContext(mask, angles == null ? null : new BlockContext.Angles(angles.at(positions), angles));
    }
}
