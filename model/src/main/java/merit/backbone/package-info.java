/** From a folder, or a bundled model's name, to a loaded backbone. */
@NullMarked
package merit.backbone;

import org.jspecify.annotations.NullMarked;
