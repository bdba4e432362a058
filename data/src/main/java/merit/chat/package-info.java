/** Chat templates: the part of Jinja that they are written in, rendered with whose words each character is. */
@NullMarked
package merit.chat;

import org.jspecify.annotations.NullMarked;
