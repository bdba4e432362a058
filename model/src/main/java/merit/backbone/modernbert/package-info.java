/** ModernBERT (Warner et al., 2024). */
@NullMarked
package merit.backbone.modernbert;

import org.jspecify.annotations.NullMarked;
