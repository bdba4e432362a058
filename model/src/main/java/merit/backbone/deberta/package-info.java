/** DeBERTa-v2 and v3 (He, Liu, Gao and Chen, 2021; He, Gao and Chen, 2023). */
@NullMarked
package merit.backbone.deberta;

import org.jspecify.annotations.NullMarked;
