/** Reading preferences from the files that the field publishes, and writing rows back. */
@NullMarked
package merit.preference.format;

import org.jspecify.annotations.NullMarked;
