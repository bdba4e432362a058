/** LLaMA (Touvron et al., 2023) and those that descend from it: Mistral, Qwen 2 and 3, Gemma. */
@NullMarked
package merit.backbone.llama;

import org.jspecify.annotations.NullMarked;
