package merit.backbone.decoder;

import merit.layer.AttentionMask;
import merit.layer.RotaryAngles;
import org.jspecify.annotations.Nullable;

/**
 * What attention needs in one block beside the hidden states.
 *
 * @param mask which keys a query sees
 * @param keyAngles by which keys are turned, or null where positions are not rotary
 * @param queryAngles by which queries are turned
 */
record BlockContext(
        AttentionMask mask,
        @Nullable RotaryAngles keyAngles,
        @Nullable RotaryAngles queryAngles) {}
