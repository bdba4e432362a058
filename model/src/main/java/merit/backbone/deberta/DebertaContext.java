package merit.backbone.deberta;

import merit.layer.AttentionMask;
import merit.layer.TokenBatch;
import org.jspecify.annotations.Nullable;

/** What the blocks share in one pass over a batch. */
record DebertaContext(TokenBatch batch, AttentionMask mask, RelativePositions.@Nullable Table positions) {}
