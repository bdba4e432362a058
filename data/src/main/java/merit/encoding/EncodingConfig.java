package merit.encoding;

import merit.tokenizer.Tokenizer;

/**
 * How conversations become rows. Part of a saved model: nobody can score with another by accident.
 *
 * @param template what is written around prompt and response
 * @param maxLength the longest row in tokens, control tokens included
 * @param truncation what gives way where a row is longer
 */
public record EncodingConfig(PromptTemplate template, int maxLength, Truncation truncation) {
    public EncodingConfig {
        if (maxLength < 1) {
            throw new IllegalArgumentException("max length: found " + maxLength + ", need at least 1 token");
        }
    }

    /** The same with what the template takes from a tokenizer. */
    public EncodingConfig with(Tokenizer tokenizer) {
        return with(template.with(tokenizer));
    }

    /** The same with another template. */
    public EncodingConfig with(PromptTemplate other) {
        return new EncodingConfig(other, maxLength, truncation);
    }

    /** Two segments, the prompt gives way. */
    public static EncodingConfig pair(int maxLength) {
        return new EncodingConfig(PromptTemplate.PAIR, maxLength, Truncation.PROMPT);
    }
}
