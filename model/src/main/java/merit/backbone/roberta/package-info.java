/** RoBERTa (Liu et al., 2019) and XLM-RoBERTa (Conneau et al., 2020). */
@NullMarked
package merit.backbone.roberta;

import org.jspecify.annotations.NullMarked;
