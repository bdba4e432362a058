package merit.training;

import static merit.training.Limits.require;

import merit.encoding.EncodingConfig;
import merit.encoding.Overlong;
import merit.encoding.PromptTemplate;
import merit.encoding.Truncation;

/**
 * How texts become rows of tokens.
 *
 * @param template the name of a template, or a text with {prompt} and {response}; auto for what the model is usually read with
 * @param maxLength the longest row, in tokens
 * @param truncation what gives way in a longer one
 * @param overlong whether pairs with a longer row are cut or dropped
 */
public record InputConfig(String template, int maxLength, Truncation truncation, Overlong overlong) {
    public static final InputConfig DEFAULT =
            new InputConfig(PromptTemplate.AUTO.name(), 384, Truncation.PROMPT, Overlong.TRUNCATE);

    public InputConfig {
        require(maxLength > 0, "max_length", maxLength, "a number above 0");
        PromptTemplate.of(template);
    }

    /** What becomes part of the saved model. */
    public EncodingConfig encoding() {
        return new EncodingConfig(PromptTemplate.of(template), maxLength, truncation);
    }
}
