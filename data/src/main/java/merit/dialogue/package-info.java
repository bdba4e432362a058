/** Who said what: roles, messages, conversations. */
@NullMarked
package merit.dialogue;

import org.jspecify.annotations.NullMarked;
