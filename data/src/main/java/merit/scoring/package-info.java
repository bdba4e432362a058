/** The seam between models and everything that uses a score. */
@NullMarked
package merit.scoring;

import org.jspecify.annotations.NullMarked;
