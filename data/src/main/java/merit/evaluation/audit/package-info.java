/** Looks for what a preference file gives away without a model: baselines, shortcuts, flaws of the data. */
@NullMarked
package merit.evaluation.audit;

import org.jspecify.annotations.NullMarked;
