package merit.rewardmodel;

import java.util.Arrays;
import java.util.OptionalInt;
import merit.layer.HeadLayout;
import merit.layer.LastTokenBut;
import merit.tokenizer.SpecialToken;
import merit.tokenizer.Tokenizer;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gives a decoder that is to be trained a padding token that is nothing else. transformers reads a decoder's score at the last
 * token that is not padding: were padding the end-of-text token, it would skip a real end of text; were there none, it would
 * refuse a batch. With a token of its own, that rule and the last real token are one.
 */
final class OwnPadding {
    private static final String NAME = "<|pad|>";
    private static final ObjectMapper JSON = new ObjectMapper();

    private OwnPadding() {}

    /**
     * The parts with such a token: the tokenizer has it, the word embedding a row for it, the configuration its id. Parts of an
     * encoder, or that have one, come back as they are. On the engine thread.
     */
    static ModelParts give(ModelParts parts) {
        HeadLayout head = parts.ownHead();
        if (!parts.isDecoder()) {
            return parts;
        }
        if (isApart(parts.tokenizer())) {
            return padded(parts, head, parts.tokenizer());
        }
        Tokenizer tokenizer = parts.tokenizer().withPadding(NAME);
        try {
            ModelParts padded = padded(parts, head, tokenizer);
            parts.tokenizer().close();
            return padded;
        } catch (RuntimeException e) {
            tokenizer.close();
            throw e;
        }
    }

    /** The parts with this tokenizer, whose padding is apart. */
    private static ModelParts padded(ModelParts parts, HeadLayout head, Tokenizer tokenizer) {
        int pad = tokenizer.padId();
        int rows = parts.backbone().growVocabulary(pad + 1);
        ObjectNode config = (ObjectNode) JSON.readTree(parts.configJson());
        int named = config.path("pad_token_id").asInt(-1);
        boolean known = named == pad && config.path("vocab_size").asInt(0) == rows;
        if (known && tokenizer == parts.tokenizer()) {
            return parts;
        }
        String before = config.path("pad_token_id").isNumber() ? "token " + named : "nothing";
        config.put("pad_token_id", pad).put("vocab_size", rows);
        HeadLayout reading = new HeadLayout(new LastTokenBut(pad), head.dense(), head.projection());
        String note = known
                ? "padding is token " + pad + ", as config.json says; the tokenizer had none of its own"
                : "padding is token " + pad + ", which is nothing else, in place of " + before
                        + ": transformers reads a score at the last token that is not padding";
        return parts.with(tokenizer, JSON.writeValueAsString(config), reading, note);
    }

    /** Whether padding has a token that plays no other part. */
    private static boolean isApart(Tokenizer tokenizer) {
        OptionalInt pad = tokenizer.id(SpecialToken.PAD);
        return pad.isPresent()
                && Arrays.stream(SpecialToken.values())
                        .filter(part -> part != SpecialToken.PAD)
                        .noneMatch(part -> tokenizer.id(part).equals(pad));
    }
}
