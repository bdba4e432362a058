/** Older vocabulary files ({@code vocab.txt}, merges, SentencePiece models) to the {@code tokenizer.json} that they mean. */
@NullMarked
package merit.tokenizer.conversion;

import org.jspecify.annotations.NullMarked;
