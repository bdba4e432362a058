/** T5 and FLAN-T5: the encoder, and the whole of a classifier. */
@NullMarked
package merit.backbone.t5;

import org.jspecify.annotations.NullMarked;
