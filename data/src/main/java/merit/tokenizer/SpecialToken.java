package merit.tokenizer;

import java.util.List;
import java.util.Locale;

/** The control tokens that have a part to play, with the names that vocabularies usually give them. */
public enum SpecialToken {
    PAD("[PAD]", "<pad>", "<|pad|>", "<|finetune_right_pad_id|>"),
    CLS("[CLS]"),
    SEP("[SEP]"),
    BOS("<s>", "<|begin_of_text|>"),
    EOS("</s>", "<|endoftext|>", "<|end_of_text|>"),
    UNK("[UNK]", "<unk>"),
    MASK("[MASK]", "<mask>");

    private final String usualNames;

    SpecialToken(String... usualNames) {
        this.usualNames = String.join(" ", usualNames);
    }

    /** The names to look for where no {@code tokenizer_config.json} says which it is, likeliest first. */
    List<String> usualNames() {
        return List.of(usualNames.split(" "));
    }

    /** The key in {@code tokenizer_config.json}, such as {@code pad_token}. */
    String configKey() {
        return name().toLowerCase(Locale.ROOT) + "_token";
    }
}
