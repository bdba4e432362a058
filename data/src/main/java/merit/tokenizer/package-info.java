/** From text to token ids and back to the file that says how: {@code tokenizer.json}. */
@NullMarked
package merit.tokenizer;

import org.jspecify.annotations.NullMarked;
