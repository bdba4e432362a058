package merit.backbone.decoder;

import merit.layer.ConfigFile;
import merit.layer.Family;
import merit.layer.HeadLayout;
import merit.layer.LastTokenBut;
import merit.layer.TokenReading;

/** What the families of decoders have in common: their classifier is a projection without bias of the last token. */
public interface DecoderFamily extends Family {
    @Override
    default boolean sharesPrefixes() {
        return true;
    }

    @Override
    default HeadLayout head(ConfigFile config) {
        return HeadLayout.linear(
                config.has("pad_token_id") ? new LastTokenBut(config.number("pad_token_id", 0)) : TokenReading.LAST,
                "score",
                false);
    }

    /** Refuses settings under which a decoder would not be one, or its weights would not be numbers. */
    static void check(ConfigFile config) {
        config.only("is_causal", "true");
        config.only("add_cross_attention", "false");
        config.only("is_encoder_decoder", "false");
        if (config.has("quantization_config")) {
            throw config.wrong("quantization_config is there, need weights that are not quantised; take the model that"
                    + " it was made of");
        }
    }
}
