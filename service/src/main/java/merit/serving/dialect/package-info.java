/**
 * What clients of other servers speak: the shape of each request, and of its answer. A dialect reads a body into a {@link
 * merit.serving.dialect.Question} and knows how to write the scores; it computes nothing.
 */
@NullMarked
package merit.serving.dialect;

import org.jspecify.annotations.NullMarked;
