/** Reward models where Spring AI expects an evaluator of answers. */
@NullMarked
package merit.springai;

import org.jspecify.annotations.NullMarked;
