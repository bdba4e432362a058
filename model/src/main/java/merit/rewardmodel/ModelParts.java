package merit.rewardmodel;

import java.nio.charset.StandardCharsets;
import java.util.List;
import merit.backbone.PretrainedBackbone;
import merit.encoding.EncodingConfig;
import merit.layer.Backbone;
import merit.layer.HeadLayout;
import merit.tokenizer.Tokenizer;

/**
 * What a reward model is built on; it passes into the model's hands.
 *
 * @param backbone the network below the head
 * @param blocks how many of its blocks are run
 * @param tokenizer of the backbone
 * @param configJson the backbone's {@code config.json}
 * @param ownHead the head that the family's own classifier has
 * @param encoding template, length and truncation
 * @param closing frees the backbone
 * @param notes what was changed, for people
 */
record ModelParts(
        Backbone backbone,
        int blocks,
        Tokenizer tokenizer,
        String configJson,
        HeadLayout ownHead,
        EncodingConfig encoding,
        Runnable closing,
        List<String> notes) {
    ModelParts {
        if (encoding.maxLength() > backbone.maxTokens()) {
            throw new IllegalArgumentException("max_length: found " + encoding.maxLength() + ", need at most "
                    + backbone.maxTokens() + ", the positions this backbone has; give a smaller max_length");
        }
    }

    /** The same with another tokenizer, and what changes with it. */
    ModelParts with(Tokenizer other, String config, HeadLayout head, String note) {
        return new ModelParts(backbone, blocks, other, config, head, encoding, closing, List.of(note));
    }

    /** A pretrained backbone, less as many of its last blocks. */
    static ModelParts of(PretrainedBackbone pretrained, int unusedBlocks, EncodingConfig encoding) {
        byte[] settings = pretrained.tokenizerConfig().getBytes(StandardCharsets.UTF_8);
        return new ModelParts(
                pretrained.backbone(),
                pretrained.backbone().blocks().size() - unusedBlocks,
                Tokenizer.of(pretrained.tokenizer(), settings.length > 2 ? settings : null),
                pretrained.config(),
                pretrained.head(),
                encoding,
                pretrained::close,
                List.of());
    }
}
