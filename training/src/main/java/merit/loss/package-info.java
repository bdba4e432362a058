/** What training minimises: losses over vectors of rewards. */
@NullMarked
package merit.loss;

import org.jspecify.annotations.NullMarked;
