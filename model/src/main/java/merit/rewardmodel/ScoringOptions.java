package merit.rewardmodel;

import java.nio.file.Path;
import merit.adapter.AdapterFolder;
import merit.encoding.EncodingConfig;
import merit.encoding.PromptTemplate;
import merit.tensor.Precision;
import org.jspecify.annotations.Nullable;

/**
 * How to score with a classifier or an adapter that was made elsewhere, whose folder does not say what it reads. A model that Merit
 * saved does, and allows nothing else.
 *
 * @param template what is written around prompt and response; null for none, and then only standing text is scored
 * @param maxLength the longest row in tokens; null for what tokenizer and positions allow
 * @param base where the model is that an adapter was made of; null where the adapter says it
 * @param precision in which linear maps multiply, of any model
 */
public record ScoringOptions(
        @Nullable PromptTemplate template,
        @Nullable Integer maxLength,
        @Nullable String base,
        Precision precision) {
    public static final ScoringOptions NONE = new ScoringOptions(null, null, null);

    /** In fp32. */
    public ScoringOptions(@Nullable PromptTemplate template, @Nullable Integer maxLength, @Nullable String base) {
        this(template, maxLength, base, Precision.FP32);
    }

    /** The same in another precision. */
    public ScoringOptions in(Precision other) {
        return new ScoringOptions(template, maxLength, base, other);
    }

    /** Of a whole model. */
    public ScoringOptions(@Nullable PromptTemplate template, @Nullable Integer maxLength) {
        this(template, maxLength, null);
    }

    /** Refuses a base where there is nothing that was made of it. */
    void checkBase(Path folder) {
        if (base != null && !AdapterFolder.isAdapter(folder)) {
            throw new IllegalArgumentException(
                    "--model: " + folder + " is a whole model, need an adapter's folder; leave the option out");
        }
    }

    /** Refuses what a model that Merit saved was not trained with. */
    void check(Path folder, EncodingConfig saved) {
        if (template != null
                && !template.equals(PromptTemplate.AUTO)
                && !template.asked().equals(saved.template().asked())) {
            throw new IllegalArgumentException("--template: " + folder + " was trained with "
                    + saved.template().name() + ", and scores with it; leave the option out");
        }
        if (maxLength != null && maxLength != saved.maxLength()) {
            throw new IllegalArgumentException("--max-length: " + folder + " was trained with " + saved.maxLength()
                    + " tokens, and scores with as many; leave the option out");
        }
    }
}
