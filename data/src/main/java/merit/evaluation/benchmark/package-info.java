/** Published benchmarks of reward models: their files, and their scoring rules to the digit. */
@NullMarked
package merit.evaluation.benchmark;

import org.jspecify.annotations.NullMarked;
