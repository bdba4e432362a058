/** Measured comparisons of Merit with its peers, with simple baselines and with the limits of the machine. */
@NullMarked
package merit.benchmark;

import org.jspecify.annotations.NullMarked;
