package merit.backbone.gpt;

import merit.backbone.decoder.DecoderBackbone;
import merit.backbone.decoder.DecoderBlock;
import merit.backbone.decoder.DecoderFamily;
import merit.backbone.decoder.QueryKeyValue;
import merit.layer.AttentionMask;
import merit.layer.ConfigFile;
import merit.layer.FeedForward;
import merit.layer.WeightTable;
import merit.tensor.TensorSource;

/**
 * GPT-2 (Radford et al., Language Models are Unsupervised Multitask Learners, 2019), as transformers' {@code GPT2Model}. Its
 * linear maps are stored [in, out]. Not supported: cross attention.
 */
public final class Gpt2Family implements DecoderFamily {
    private static final GptConfig.Keys KEYS =
            new GptConfig.Keys("n_embd", "n_inner", "n_layer", "n_head", "n_positions");
    private static final GptConfig.Defaults DEFAULTS = new GptConfig.Defaults(50257, 768, 12, 12, 1024);

    @Override
    public String modelType() {
        return "gpt2";
    }

    @Override
    public double dropout(ConfigFile config) {
        return config.fraction("resid_pdrop", 0.1);
    }

    @Override
    public String className() {
        return "GPT2";
    }

    @Override
    public String lengthKey() {
        return "n_positions";
    }

    @Override
    public DecoderBackbone load(ConfigFile config, TensorSource weights) {
        GptConfig sizes = GptConfig.read(config, KEYS, DEFAULTS);
        double scale = config.flag("scale_attn_weights", true) ? 1 / Math.sqrt(sizes.headSize()) : 1;
        boolean byBlock = config.flag("scale_attn_by_inverse_layer_idx", false);
        return new Gpt(sizes, weights, names(sizes))
                .backbone(
                        modelType(),
                        (parts, block) -> block(parts, block, byBlock ? scale / (block + 1) : scale),
                        null);
    }

    private static DecoderBlock block(Gpt parts, int block, double scale) {
        String prefix = Gpt.NAMES.block(block);
        QueryKeyValue inputs = new QueryKeyValue.Fused(parts.weights().transposed(prefix + "attn.c_attn"));
        return parts.inTurn(
                block,
                parts.attention(inputs, scale, parts.weights().transposed(prefix + "attn.c_proj")),
                new FeedForward.Plain(
                        parts.weights().transposed(prefix + "mlp.c_fc"),
                        parts.weights().transposed(prefix + "mlp.c_proj"),
                        parts.config().activation()),
                AttentionMask.WHOLE_ROW);
    }

    private static WeightTable names(GptConfig sizes) {
        WeightTable table = new WeightTable();
        long hidden = sizes.hidden();
        table.put("wte.weight", sizes.vocabulary(), hidden);
        table.put("wpe.weight", sizes.positions(), hidden);
        for (int block = 0; block < sizes.layers(); block++) {
            String prefix = Gpt.NAMES.block(block);
            table.norm(prefix + "ln_1", hidden);
            transposed(table, prefix + "attn.c_attn", hidden, 3 * hidden);
            transposed(table, prefix + "attn.c_proj", hidden, hidden);
            table.norm(prefix + "ln_2", hidden);
            transposed(table, prefix + "mlp.c_fc", hidden, sizes.intermediate());
            transposed(table, prefix + "mlp.c_proj", sizes.intermediate(), hidden);
        }
        return table.norm("ln_f", hidden);
    }

    private static void transposed(WeightTable table, String name, long in, long out) {
        table.put(name + ".weight", in, out);
        table.put(name + ".bias", out);
    }
}
