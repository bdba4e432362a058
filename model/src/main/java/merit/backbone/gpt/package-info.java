/** GPT-2 (Radford et al., 2019; DistilGPT-2 is one) and those that descend from it: GPT-Neo, GPT-J. */
@NullMarked
package merit.backbone.gpt;

import org.jspecify.annotations.NullMarked;
