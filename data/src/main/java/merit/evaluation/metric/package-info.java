/** What a scorer is worth: one class a metric, each with its interval. */
@NullMarked
package merit.evaluation.metric;

import org.jspecify.annotations.NullMarked;
