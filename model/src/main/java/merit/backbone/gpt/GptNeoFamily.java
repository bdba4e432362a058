package merit.backbone.gpt;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import merit.backbone.decoder.DecoderBackbone;
import merit.backbone.decoder.DecoderBlock;
import merit.backbone.decoder.DecoderFamily;
import merit.layer.AttentionMask;
import merit.layer.ConfigFile;
import merit.layer.FeedForward;
import merit.layer.WeightTable;
import merit.tensor.TensorSource;
import tools.jackson.databind.JsonNode;

/**
 * GPT-Neo (Black, Gao, Wang, Leahy and Biderman, 2021), as transformers' {@code GPTNeoModel}: products of queries and keys are
 * not scaled, and in every other block, or as {@code attention_types} says, attention is local.
 */
public final class GptNeoFamily implements DecoderFamily {
    private static final GptConfig.Keys KEYS = new GptConfig.Keys(
            "hidden_size", "intermediate_size", "num_layers", "num_heads", "max_position_embeddings");
    private static final GptConfig.Defaults DEFAULTS = new GptConfig.Defaults(50257, 2048, 24, 16, 2048);

    @Override
    public String modelType() {
        return "gpt_neo";
    }

    @Override
    public double dropout(ConfigFile config) {
        return config.fraction("resid_dropout", 0);
    }

    @Override
    public String className() {
        return "GPTNeo";
    }

    @Override
    public DecoderBackbone load(ConfigFile config, TensorSource weights) {
        GptConfig sizes = GptConfig.read(config, KEYS, DEFAULTS);
        List<Integer> windows = windows(config, sizes.layers());
        return new Gpt(sizes, weights, names(sizes))
                .backbone(modelType(), (parts, block) -> block(parts, block, windows.get(block)), null);
    }

    /** How many tokens each block sees at most. */
    static List<Integer> windows(ConfigFile config, int layers) {
        int local = config.count("window_size", 256);
        List<String> types =
                config.has("attention_layers") ? texts(config.json().path("attention_layers")) : expanded(config);
        if (types.size() != layers) {
            throw config.wrong("attention_types has " + types.size() + " layers, need num_layers " + layers);
        }
        List<Integer> windows = new ArrayList<>();
        for (String type : types) {
            windows.add(
                    switch (type) {
                        case "global" -> AttentionMask.WHOLE_ROW;
                        case "local" -> local;
                        default ->
                            throw config.wrong("attention_types has \"" + type + "\", need \"global\" or \"local\"");
                    });
        }
        return windows;
    }

    /** {@code [[["global", "local"], 12]]} is these two twelve times over. */
    private static List<String> expanded(ConfigFile config) {
        List<String> types = new ArrayList<>();
        if (!config.has("attention_types")) {
            Collections.nCopies(12, List.of("global", "local")).forEach(types::addAll);
        }
        for (JsonNode item : config.json().path("attention_types")) {
            Collections.nCopies(item.path(1).asInt(0), texts(item.path(0))).forEach(types::addAll);
        }
        return types;
    }

    private static List<String> texts(JsonNode list) {
        return list.valueStream().map(each -> each.asString("")).toList();
    }

    private static DecoderBlock block(Gpt parts, int block, int window) {
        String prefix = Gpt.NAMES.block(block);
        String attention = prefix + "attn.attention.";
        return parts.inTurn(
                block,
                parts.attention(parts.threeMaps(attention), 1, parts.weights().linear(attention + "out_proj")),
                new FeedForward.Plain(
                        parts.weights().linear(prefix + "mlp.c_fc"),
                        parts.weights().linear(prefix + "mlp.c_proj"),
                        parts.config().activation()),
                window);
    }

    private static WeightTable names(GptConfig sizes) {
        WeightTable table = new WeightTable();
        long hidden = sizes.hidden();
        table.put("wte.weight", sizes.vocabulary(), hidden);
        table.put("wpe.weight", sizes.positions(), hidden);
        for (int block = 0; block < sizes.layers(); block++) {
            String prefix = Gpt.NAMES.block(block);
            table.norm(prefix + "ln_1", hidden);
            Gpt.threeMaps(table, sizes, prefix + "attn.attention.");
            table.linear(prefix + "attn.attention.out_proj", hidden, hidden);
            table.norm(prefix + "ln_2", hidden);
            table.linear(prefix + "mlp.c_fc", sizes.intermediate(), hidden);
            table.linear(prefix + "mlp.c_proj", hidden, sizes.intermediate());
        }
        return table.norm("ln_f", hidden);
    }
}
