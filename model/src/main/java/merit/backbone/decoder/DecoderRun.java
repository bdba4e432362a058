package merit.backbone.decoder;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import merit.layer.AttentionMask;
import merit.layer.Block;
import merit.layer.Prefix;
import merit.layer.Rotary;
import merit.layer.RotaryAngles;
import merit.layer.TokenBatch;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** One pass of a batch through blocks: what they share, masks and angles, belongs to the scope that the pass was made in. */
final class DecoderRun {
    private final TokenBatch batch;
    private final @Nullable Prefix prefix;
    private final @Nullable List<Prefix.KeysAndValues> memory;
    private final int before;
    private final @Nullable RotaryAngles angles;
    private final Map<Integer, AttentionMask> masks = new HashMap<>();

    /**
     * @param prefix behind which every row stands, or null
     * @param memory where each block notes its keys and values, or null
     */
    DecoderRun(
            TokenBatch batch,
            @Nullable Rotary rotary,
            @Nullable Prefix prefix,
            @Nullable List<Prefix.KeysAndValues> memory) {
        this.batch = batch;
        this.prefix = prefix;
        this.memory = memory;
        this.before = prefix == null ? 0 : prefix.tokens();
        this.angles = rotary == null ? null : rotary.of(batch, before);
    }

    /** [rows, tokens, hidden] to the same, or to [rows, hidden] at the positions read. */
    Tensor through(List<DecoderBlock> blocks, Tensor hidden, int @Nullable [] readPositions) {
        int whole = readPositions == null ? blocks.size() : Math.max(0, blocks.size() - 1);
        Tensor states = hidden;
        for (int block = 0; block < whole; block++) {
            states = blocks.get(block).forward(states, context(blocks, block));
        }
        if (readPositions == null) {
            return states;
        }
        Tensor positions = Tensors.of(readPositions, readPositions.length);
        return whole < blocks.size()
                ? blocks.get(whole).forwardAt(states, contextAt(blocks, whole, positions), positions)
                : Block.at(states, positions).squeeze(1);
    }

    private BlockContext context(List<DecoderBlock> blocks, int block) {
        AttentionMask mask = masks.computeIfAbsent(
                blocks.get(block).window(), window -> AttentionMask.causal(batch, window, before));
        return new BlockContext(
                mask, angles == null ? null : new BlockContext.Angles(angles, angles), past(block), memory);
    }

    private BlockContext contextAt(List<DecoderBlock> blocks, int block, Tensor positions) {
        AttentionMask mask =
                AttentionMask.causalAt(batch, positions, blocks.get(block).window(), before);
        return new BlockContext(
                mask,
                angles == null ? null : new BlockContext.Angles(angles.at(positions), angles),
                past(block),
                memory);
    }

    private Prefix.@Nullable KeysAndValues past(int block) {
        return prefix == null ? null : prefix.blocks().get(block);
    }
}
