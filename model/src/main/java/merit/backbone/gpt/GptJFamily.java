package merit.backbone.gpt;

import merit.backbone.decoder.DecoderBackbone;
import merit.backbone.decoder.DecoderBlock;
import merit.backbone.decoder.DecoderFamily;
import merit.layer.AttentionMask;
import merit.layer.ConfigFile;
import merit.layer.FeedForward;
import merit.layer.Rotary;
import merit.layer.RotaryScaling;
import merit.layer.WeightTable;
import merit.tensor.TensorSource;

/**
 * GPT-J (Wang and Komatsuzaki, 2021), as transformers' {@code GPTJModel}: attention and the feed-forward part read one
 * normalised input, and the first features of each head turn by pairs of neighbours.
 */
public final class GptJFamily implements DecoderFamily {
    private static final double BASE = 10_000;
    private static final GptConfig.Keys KEYS =
            new GptConfig.Keys("n_embd", "n_inner", "n_layer", "n_head", "n_positions");
    private static final GptConfig.Defaults DEFAULTS = new GptConfig.Defaults(50400, 4096, 28, 16, 2048);

    @Override
    public String modelType() {
        return "gptj";
    }

    @Override
    public double dropout(ConfigFile config) {
        return config.fraction("resid_pdrop", 0);
    }

    @Override
    public String className() {
        return "GPTJ";
    }

    @Override
    public String lengthKey() {
        return "n_positions";
    }

    @Override
    public DecoderBackbone load(ConfigFile config, TensorSource weights) {
        GptConfig sizes = GptConfig.read(config, KEYS, DEFAULTS);
        int turning = turning(config, sizes.headSize());
        Rotary rotary = new Rotary(BASE, turning, new RotaryScaling.None(), Rotary.Pairing.NEIGHBOURS);
        return new Gpt(sizes, weights, names(sizes)).backbone(modelType(), GptJFamily::block, rotary);
    }

    private static int turning(ConfigFile config, int headSize) {
        boolean none = config.json().has("rotary_dim") && !config.has("rotary_dim");
        int found = none ? 0 : config.number("rotary_dim", 64);
        if (found < 2 || found % 2 != 0 || found > headSize) {
            throw config.wrong("rotary_dim: found " + (none ? "null" : found) + ", need an even number from 2 to "
                    + headSize + ", the features of a head");
        }
        return found;
    }

    private static DecoderBlock block(Gpt parts, int block) {
        String prefix = Gpt.NAMES.block(block);
        String attention = prefix + "attn.";
        double scale = 1 / Math.sqrt(parts.config().headSize());
        return parts.sideBySide(
                block,
                parts.attention(
                        parts.threeMaps(attention), scale, parts.weights().linear(attention + "out_proj")),
                new FeedForward.Plain(
                        parts.weights().linear(prefix + "mlp.fc_in"),
                        parts.weights().linear(prefix + "mlp.fc_out"),
                        parts.config().activation()),
                AttentionMask.WHOLE_ROW);
    }

    private static WeightTable names(GptConfig sizes) {
        WeightTable table = new WeightTable();
        long hidden = sizes.hidden();
        table.put("wte.weight", sizes.vocabulary(), hidden);
        for (int block = 0; block < sizes.layers(); block++) {
            String prefix = Gpt.NAMES.block(block);
            table.norm(prefix + "ln_1", hidden);
            Gpt.threeMaps(table, sizes, prefix + "attn.");
            table.linear(prefix + "attn.out_proj", hidden, hidden, false);
            table.linear(prefix + "mlp.fc_in", sizes.intermediate(), hidden);
            table.linear(prefix + "mlp.fc_out", hidden, sizes.intermediate());
        }
        return table.norm("ln_f", hidden);
    }
}
