package merit.preference.format;

import org.jspecify.annotations.Nullable;

/**
 * A row of {@code text}, or of {@code text} and {@code pair}: what a model reads as it stands, with no template.
 *
 * @param first the text
 * @param second the second text of a tokenizer pair, or null
 */
public record StandingText(String first, @Nullable String second) {}
