/** Preferences on disk, for data that are larger than memory. */
@NullMarked
package merit.preference.store;

import org.jspecify.annotations.NullMarked;
