/**
 * Heads on the features of a frozen network, linear or with products of features, fitted to the end: which layers, which penalty,
 * which products, which weights.
 */
@NullMarked
package merit.training.probe;

import org.jspecify.annotations.NullMarked;
