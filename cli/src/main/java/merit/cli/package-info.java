/** The {@code merit} command: one class a verb, and the only place that wires the parts together. */
@NullMarked
package merit.cli;

import org.jspecify.annotations.NullMarked;
