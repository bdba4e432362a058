package merit.backbone.llama;

import java.util.Locale;
import merit.backbone.decoder.DecoderBackbone;
import merit.backbone.decoder.DecoderFamily;
import merit.layer.Activation;
import merit.layer.ConfigFile;
import merit.tensor.TensorSource;

/** The families that are LLaMA but for their defaults and a few parts; SmolLM2 says {@code llama}. */
@SuppressWarnings("ImmutableEnumChecker") // the defaults are numbers
public enum LlamaFamily implements DecoderFamily {
    LLAMA(new Defaults(32000, 4096, 11008, 32, 0, 0, 2048)),
    /** Jiang et al., 2023: a sliding window. */
    MISTRAL(new Defaults(32000, 4096, 14336, 32, 8, 0, 131072)),
    /** Yang et al., 2024: biases of queries, keys and values; perhaps windows in some layers. */
    QWEN2(new Defaults(151936, 4096, 22016, 32, 32, 0, 32768)),
    /** Yang et al., 2025: norms of queries and keys. */
    QWEN3(new Defaults(151936, 4096, 22016, 32, 32, 128, 32768)),
    /** Mesnard et al., 2024: scaled embeddings, norms with a gain around 1. */
    GEMMA(new Defaults(256000, 3072, 24576, 16, 16, 256, 8192));

    /**
     * transformers' values for keys that are not there.
     *
     * @param keyValueHeads 0 for as many as heads
     * @param headSize 0 for the heads' share of the hidden size
     */
    record Defaults(
            int vocabulary, int hidden, int intermediate, int heads, int keyValueHeads, int headSize, int positions) {}

    private final Defaults defaults;

    LlamaFamily(Defaults defaults) {
        this.defaults = defaults;
    }

    Defaults defaults() {
        return defaults;
    }

    int defaultLayers() {
        return this == GEMMA ? 28 : 32;
    }

    Activation defaultActivation() {
        return this == GEMMA ? Activation.GELU_PYTORCH_TANH : Activation.SILU;
    }

    @Override
    public String modelType() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Attention alone has one, which is not supported. */
    @Override
    public double dropout(ConfigFile config) {
        return 0;
    }

    @Override
    public DecoderBackbone load(ConfigFile config, TensorSource weights) {
        return LlamaBackbone.load(LlamaConfig.read(this, config), weights);
    }
}
