/** libtorch in an ordinary JVM: start-up, lifetimes, conversions, files of tensors. */
@NullMarked
package merit.tensor;

import org.jspecify.annotations.NullMarked;
