/** From conversation to token ids: template, truncation, packing. */
@NullMarked
package merit.encoding;

import org.jspecify.annotations.NullMarked;
