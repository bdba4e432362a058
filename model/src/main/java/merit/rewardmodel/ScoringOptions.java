package merit.rewardmodel;

import java.nio.file.Path;
import merit.encoding.EncodingConfig;
import merit.encoding.PromptTemplate;
import org.jspecify.annotations.Nullable;

/**
 * How to score with a classifier that was made elsewhere, whose folder does not say what it reads. A model that Merit saved does,
 * and allows nothing else.
 *
 * @param template what is written around prompt and response; null for none, and then only standing text is scored
 * @param maxLength the longest row in tokens; null for what tokenizer and positions allow
 */
public record ScoringOptions(
        @Nullable PromptTemplate template, @Nullable Integer maxLength) {
    public static final ScoringOptions NONE = new ScoringOptions(null, null);

    /** Refuses what a model that Merit saved was not trained with. */
    void check(Path folder, EncodingConfig saved) {
        if (template != null && !template.equals(saved.template())) {
            throw new IllegalArgumentException("--template: " + folder + " was trained with "
                    + saved.template().name() + ", and scores with it; leave the option out");
        }
        if (maxLength != null && maxLength != saved.maxLength()) {
            throw new IllegalArgumentException("--max-length: " + folder + " was trained with " + saved.maxLength()
                    + " tokens, and scores with as many; leave the option out");
        }
    }
}
