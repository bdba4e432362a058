/** Judgements between responses to one prompt, and what was kept or dropped of them. */
@NullMarked
package merit.preference;

import org.jspecify.annotations.NullMarked;
