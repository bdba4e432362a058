/** Linear heads on the features of a frozen network, fitted to the end: which layers, which penalty, which weights. */
@NullMarked
package merit.training.probe;

import org.jspecify.annotations.NullMarked;
