/** BERT (Devlin, Chang, Lee and Toutanova, 2019). */
@NullMarked
package merit.backbone.bert;

import org.jspecify.annotations.NullMarked;
