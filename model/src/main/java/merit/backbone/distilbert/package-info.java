/** DistilBERT (Sanh, Debut, Chaumond and Wolf, 2019). */
@NullMarked
package merit.backbone.distilbert;

import org.jspecify.annotations.NullMarked;
