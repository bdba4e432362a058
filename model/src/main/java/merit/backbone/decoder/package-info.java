/** What all decoders share: blocks that see only what came before, and the backbone made of them. */
@NullMarked
package merit.backbone.decoder;

import org.jspecify.annotations.NullMarked;
