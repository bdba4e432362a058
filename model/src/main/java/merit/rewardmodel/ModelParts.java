package merit.rewardmodel;

import java.util.List;
import merit.backbone.PretrainedBackbone;
import merit.encoding.EncodingConfig;
import merit.encoding.PromptTemplate;
import merit.layer.Backbone;
import merit.layer.ClassificationHead;
import merit.layer.ConfigFile;
import merit.layer.HeadLayout;
import merit.layer.LastTokenBut;
import merit.layer.TokenReading;
import merit.tokenizer.Tokenizer;
import tools.jackson.databind.ObjectMapper;

/**
 * What a reward model is built on; it passes into the model's hands.
 *
 * @param backbone the network below the head
 * @param tokenizer of the backbone
 * @param configJson the backbone's {@code config.json}
 * @param ownHead the head that the family's own classifier has
 * @param encoding template, length and truncation
 * @param base the folder or the name that the backbone was read from
 * @param closing frees the backbone
 * @param notes what was changed, for people
 */
record ModelParts(
        Backbone backbone,
        Tokenizer tokenizer,
        String configJson,
        HeadLayout ownHead,
        EncodingConfig encoding,
        String base,
        Runnable closing,
        List<String> notes) {
    private static final ObjectMapper JSON = new ObjectMapper();

    ModelParts {
        if (encoding.maxLength() > backbone.maxTokens()) {
            throw new IllegalArgumentException("max_length: found " + encoding.maxLength() + ", need at most "
                    + backbone.maxTokens() + ", the positions this backbone has; give a smaller max_length");
        }
    }

    ConfigFile configFile() {
        return new ConfigFile("config.json", JSON.readTree(configJson));
    }

    /**
     * What makes a model.
     *
     * @param <E> the checked exception it may throw
     */
    @FunctionalInterface
    interface Building<E extends Exception> {
        RewardModel on(ModelParts parts) throws E;
    }

    /** A model, into whose hands the parts pass; where it cannot be made they are closed. */
    <E extends Exception> RewardModel into(Building<E> building) throws E {
        try {
            return building.on(this);
        } catch (Exception e) {
            tokenizer.close();
            closing.run();
            throw e;
        }
    }

    /** A model with this head, which passes into its hands too. */
    RewardModel model(Pooling pooling, ClassificationHead head, boolean headIsNew) {
        try {
            return new RewardModel(this, pooling, head, headIsNew);
        } catch (RuntimeException e) {
            head.close();
            throw e;
        }
    }

    /** The same with another tokenizer, and what changes with it. */
    ModelParts with(Tokenizer other, String config, HeadLayout head, String note) {
        return new ModelParts(backbone, other, config, head, encoding, base, closing, List.of(note));
    }

    /** The same under another {@code config.json}. */
    ModelParts with(String config) {
        return new ModelParts(backbone, tokenizer, config, ownHead, encoding, base, closing, notes);
    }

    /** The same with the template of its kind, where {@link PromptTemplate#AUTO} asks for that. */
    ModelParts usuallyRead() {
        if (!encoding.template().equals(PromptTemplate.AUTO)) {
            return this;
        }
        boolean chats = isDecoder() && !tokenizer.chatTemplates().isEmpty();
        EncodingConfig usual = encoding.with(chats ? PromptTemplate.CHAT : PromptTemplate.PAIR);
        return new ModelParts(backbone, tokenizer, configJson, ownHead, usual, base, closing, notes);
    }

    /** Whether its family's own classifier reads the last token. */
    boolean isDecoder() {
        return ownHead.reading() == TokenReading.LAST || ownHead.reading() instanceof LastTokenBut;
    }

    /** A pretrained backbone, less as many of its last blocks; where parts cannot be made of it, it is closed. */
    static ModelParts of(PretrainedBackbone pretrained, int unusedBlocks, EncodingConfig encoding) {
        Tokenizer tokenizer = null;
        try {
            tokenizer = tokenizer(pretrained);
            return new ModelParts(
                    ShallowBackbone.without(unusedBlocks, pretrained.backbone()),
                    tokenizer,
                    pretrained.config(),
                    pretrained.head(),
                    encoding,
                    pretrained.name(),
                    pretrained::close,
                    List.of());
        } catch (RuntimeException e) {
            if (tokenizer != null) {
                tokenizer.close();
            }
            pretrained.close();
            throw e;
        }
    }

    /** The tokenizer beside the weights, which must not know ids that the word table has no row for. */
    private static Tokenizer tokenizer(PretrainedBackbone pretrained) {
        Tokenizer tokenizer = pretrained.openTokenizer();
        int rows = pretrained.configFile().number("vocab_size", Integer.MAX_VALUE);
        if (tokenizer.vocabularySize() > rows) {
            int last = tokenizer.vocabularySize() - 1;
            tokenizer.close();
            throw new IllegalArgumentException(
                    pretrained.name() + ": the tokenizer does not fit the model: found token id "
                            + last + ", need ids below " + rows
                            + ", the rows of the model's word table (vocab_size); use the tokenizer that the model was made with");
        }
        return tokenizer;
    }
}
