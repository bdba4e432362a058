package merit.backbone.decoder;

import merit.layer.AttentionMask;
import merit.layer.RotaryAngles;
import org.jspecify.annotations.Nullable;

/**
 * What attention needs in one block beside the hidden states.
 *
 * @param mask which keys a query sees
 * @param angles by which queries and keys are turned, or null where positions are not rotary
 */
record BlockContext(AttentionMask mask, @Nullable Angles angles) {
    record Angles(RotaryAngles queries, RotaryAngles keys) {}
}
