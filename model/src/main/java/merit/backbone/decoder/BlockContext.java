package merit.backbone.decoder;

import java.util.List;
import merit.layer.AttentionMask;
import merit.layer.Prefix;
import merit.layer.RotaryAngles;
import org.jspecify.annotations.Nullable;

/**
 * What attention needs in one block beside the hidden states.
 *
 * @param mask which keys a query sees
 * @param angles by which queries and keys are turned, or null where positions are not rotary
 * @param before keys and values that stand before every row, or null
 * @param memory where keys and values are noted, owned by whoever reads it; or null
 */
record BlockContext(
        AttentionMask mask,
        @Nullable Angles angles,
        Prefix.@Nullable KeysAndValues before,
        @Nullable List<Prefix.KeysAndValues> memory) {
    record Angles(RotaryAngles queries, RotaryAngles keys) {}
}
