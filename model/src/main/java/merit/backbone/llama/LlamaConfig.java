package merit.backbone.llama;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import merit.backbone.decoder.DecoderFamily;
import merit.layer.Activation;
import merit.layer.Attention;
import merit.layer.AttentionMask;
import merit.layer.ConfigFile;
import merit.layer.Rotary;
import tools.jackson.databind.JsonNode;

/**
 * What {@code config.json} says of a LLaMA or one of its descendants. A key that is not there has transformers' default; a
 * setting that would compute something else than this backbone does is refused by name.
 *
 * @param family which of them
 * @param widths of the layers
 * @param heads of attention
 * @param windows how many tokens each block sees at most
 * @param rotary positions
 * @param maxTokens the longest row
 * @param activation inside the feed-forward part
 * @param epsilon of the norms
 * @param biases which maps have one
 */
record LlamaConfig(
        LlamaFamily family,
        Widths widths,
        Attention.Heads heads,
        List<Integer> windows,
        Rotary rotary,
        int maxTokens,
        Activation activation,
        double epsilon,
        Biases biases) {
    record Widths(int vocabulary, int hidden, int intermediate) {}

    record Biases(boolean queryKeyValue, boolean attentionOutput, boolean feedForward) {}

    /**
     * Reads a configuration.
     *
     * @throws IllegalArgumentException naming the key that cannot be used
     */
    static LlamaConfig read(LlamaFamily family, ConfigFile config) {
        DecoderFamily.check(config);
        config.only("use_bidirectional_attention", "false");
        LlamaFamily.Defaults defaults = family.defaults();
        Widths widths = new Widths(
                config.count("vocab_size", defaults.vocabulary()),
                config.count("hidden_size", defaults.hidden()),
                config.count("intermediate_size", defaults.intermediate()));
        Attention.Heads heads = heads(family, config, widths.hidden());
        int positions = config.count("max_position_embeddings", defaults.positions());
        Rotary rotary = RotaryConfig.read(config, heads.size(), positions);
        return new LlamaConfig(
                family,
                widths,
                heads,
                windows(family, config),
                rotary,
                RotaryConfig.longestRow(rotary.scaling(), positions),
                activation(family, config),
                config.epsilon("rms_norm_eps", 1e-6),
                biases(family, config));
    }

    private static Attention.Heads heads(LlamaFamily family, ConfigFile config, int hidden) {
        LlamaFamily.Defaults defaults = family.defaults();
        int heads = config.count("num_attention_heads", defaults.heads());
        boolean sized = config.has("head_dim") || defaults.headSize() > 0;
        if (!sized || family == LlamaFamily.LLAMA) {
            config.sharedBy("hidden_size", hidden, "num_attention_heads", heads);
        }
        int size = config.count("head_dim", defaults.headSize() > 0 ? defaults.headSize() : hidden / heads);
        if (size % 2 != 0) {
            throw config.wrong("head_dim: found " + size + ", need an even number: rotary positions turn pairs");
        }
        boolean said = config.has("num_key_value_heads");
        boolean absent = !config.json().has("num_key_value_heads");
        int keyValueHeads = said || (absent && defaults.keyValueHeads() > 0)
                ? config.count("num_key_value_heads", defaults.keyValueHeads())
                : heads;
        config.sharedBy("num_attention_heads", heads, "num_key_value_heads", keyValueHeads);
        return Attention.Heads.of(heads, keyValueHeads, size);
    }

    private static List<Integer> windows(LlamaFamily family, ConfigFile config) {
        int layers = config.count("num_hidden_layers", family.defaultLayers());
        return switch (family) {
            case LLAMA, GEMMA -> Collections.nCopies(layers, AttentionMask.WHOLE_ROW);
            case MISTRAL -> Collections.nCopies(layers, window(config));
            case QWEN2, QWEN3 -> qwenWindows(config, layers);
        };
    }

    private static int window(ConfigFile config) {
        boolean none = config.json().has("sliding_window") && !config.has("sliding_window");
        return none ? AttentionMask.WHOLE_ROW : config.count("sliding_window", 4096);
    }

    private static List<Integer> qwenWindows(ConfigFile config, int layers) {
        int window = config.flag("use_sliding_window", false) ? window(config) : AttentionMask.WHOLE_ROW;
        if (!config.has("layer_types")) {
            int whole = config.number("max_window_layers", 28);
            List<Integer> windows = new ArrayList<>(Collections.nCopies(layers, window));
            windows.subList(0, Math.max(0, Math.min(layers, whole))).replaceAll(each -> AttentionMask.WHOLE_ROW);
            return windows;
        }
        List<Integer> windows = new ArrayList<>();
        for (JsonNode type : config.json().path("layer_types")) {
            boolean sliding = type.asString("").equals("sliding_attention") && window < AttentionMask.WHOLE_ROW;
            if (!sliding && !type.asString("").equals("full_attention")) {
                throw config.wrong("layer_types has " + type + ", need \"full_attention\", or \"sliding_attention\""
                        + " with use_sliding_window and a sliding_window");
            }
            windows.add(sliding ? window : AttentionMask.WHOLE_ROW);
        }
        if (windows.size() != layers) {
            throw config.wrong("layer_types has " + windows.size() + " layers, need num_hidden_layers " + layers);
        }
        return windows;
    }

    /** Gemma's first releases say {@code gelu} and mean its approximation. */
    private static Activation activation(LlamaFamily family, ConfigFile config) {
        Activation named = config.activation("hidden_act", family.defaultActivation());
        if (family != LlamaFamily.GEMMA) {
            return named;
        }
        config.only("hidden_activation", Activation.GELU_PYTORCH_TANH.wireName());
        return named == Activation.GELU ? Activation.GELU_PYTORCH_TANH : named;
    }

    private static Biases biases(LlamaFamily family, ConfigFile config) {
        boolean attention = switch (family) {
            case LLAMA, QWEN3, GEMMA -> config.flag("attention_bias", false);
            case MISTRAL, QWEN2 -> false;
        };
        return new Biases(
                attention || family == LlamaFamily.QWEN2,
                attention,
                family == LlamaFamily.LLAMA && config.flag("mlp_bias", false));
    }

    int layers() {
        return windows.size();
    }
}
