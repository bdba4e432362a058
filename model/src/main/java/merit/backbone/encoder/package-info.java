/** What all encoders share: blocks that see the whole row, and the backbone made of them. */
@NullMarked
package merit.backbone.encoder;

import org.jspecify.annotations.NullMarked;
