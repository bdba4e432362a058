package merit.backbone.modernbert;

import merit.layer.AttentionMask;
import merit.layer.RotaryAngles;
import org.bytedeco.pytorch.Tensor;

/**
 * What the blocks share in one pass over a batch.
 *
 * @param global for blocks that see the whole row
 * @param local for blocks that see near tokens only
 */
record ModernBertContext(View global, View local) {
    /** What one kind of block sees, and how positions turn there. */
    record View(AttentionMask mask, RotaryAngles angles) {
        /** For queries at one position of each row, [rows]. */
        View at(Tensor positions) {
            return new View(mask.at(positions), angles.at(positions));
        }
    }

    View of(boolean isLocal) {
        return isLocal ? local : global;
    }
}
