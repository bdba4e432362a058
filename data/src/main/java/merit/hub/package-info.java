/** Models by their names on a hub: the shared cache of Hugging Face's libraries, and what is downloaded into it. */
@NullMarked
package merit.hub;

import org.jspecify.annotations.NullMarked;
