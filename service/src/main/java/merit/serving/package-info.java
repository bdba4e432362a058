/** Scorers behind HTTP: right to the digit, safe on an open port, in the shapes that clients already speak. */
@NullMarked
package merit.serving;

import org.jspecify.annotations.NullMarked;
