/** Scorers that are elsewhere. */
@NullMarked
package merit.client;

import org.jspecify.annotations.NullMarked;
