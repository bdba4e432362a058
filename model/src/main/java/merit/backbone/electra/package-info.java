/** ELECTRA (Clark, Luong, Le and Manning, 2020). */
@NullMarked
package merit.backbone.electra;

import org.jspecify.annotations.NullMarked;
