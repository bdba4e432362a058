/** What every backbone is built of, and the seam through which heads, adapters and training see one. */
@NullMarked
package merit.layer;

import org.jspecify.annotations.NullMarked;
