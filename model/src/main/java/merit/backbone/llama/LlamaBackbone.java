package merit.backbone.llama;

import java.util.ArrayList;
import java.util.List;
import merit.backbone.decoder.DecoderAttention;
import merit.backbone.decoder.DecoderBackbone;
import merit.backbone.decoder.DecoderBlock;
import merit.backbone.decoder.DecoderNames;
import merit.backbone.decoder.QueryKeyValue;
import merit.layer.Attention;
import merit.layer.Checkpoint;
import merit.layer.Dropout;
import merit.layer.Embedding;
import merit.layer.FeedForward;
import merit.layer.RmsNorm;
import merit.layer.TokenBatch;
import merit.layer.WeightNames;
import merit.layer.WeightTable;
import merit.layer.Weights;
import merit.tensor.TensorSource;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;

/**
 * LLaMA (Touvron et al., LLaMA: Open and Efficient Foundation Language Models, 2023), computing what transformers' {@code
 * LlamaModel}, {@code MistralModel}, {@code Qwen2Model}, {@code Qwen3Model} and {@code GemmaModel} compute. Not supported:
 * mixtures of experts, LongRoPE, heads that turn in part.
 */
final class LlamaBackbone {
    private static final DecoderNames NAMES = new DecoderNames("model.", "embed_tokens.weight", "layers.", "norm.");

    private final LlamaConfig config;
    private final Weights weights;
    private final Dropout dropout = new Dropout();

    private LlamaBackbone(LlamaConfig config, Weights weights) {
        this.config = config;
        this.weights = weights;
    }

    /**
     * Reads a checkpoint.
     *
     * @throws IllegalArgumentException listing every weight that is missing, unexpected or misshapen
     */
    static DecoderBackbone load(LlamaConfig config, TensorSource source) {
        return new LlamaBackbone(config, new Weights(new Checkpoint(source, NAMES.prefix()).parameters(names(config))))
                .build();
    }

    private DecoderBackbone build() {
        List<DecoderBlock> blocks = new ArrayList<>();
        for (int block = 0; block < config.layers(); block++) {
            blocks.add(block(NAMES.block(block), config.windows().get(block)));
        }
        return new DecoderBackbone(
                new DecoderBackbone.Sizes(
                        config.family().modelType(), config.widths().hidden(), config.maxTokens()),
                NAMES,
                new DecoderBackbone.Layers(this::embed, blocks, norm("norm"), dropout, config.rotary()),
                weights);
    }

    private Tensor embed(TokenBatch batch) {
        Tensor words = Embedding.of(weights.get(NAMES.embedding()), batch.ids());
        boolean scaled = config.family() == LlamaFamily.GEMMA;
        return scaled ? words.mul(Tensors.scalar(Math.sqrt(config.widths().hidden()))) : words;
    }

    private DecoderBlock block(String prefix, int window) {
        String attention = prefix + "self_attn.";
        QueryKeyValue inputs = new QueryKeyValue.Separate(
                weights.linear(attention + "q_proj"),
                weights.linear(attention + "k_proj"),
                weights.linear(attention + "v_proj"));
        DecoderAttention.HeadNorms norms = config.family() == LlamaFamily.QWEN3
                ? new DecoderAttention.HeadNorms(norm(attention + "q_norm"), norm(attention + "k_norm"))
                : null;
        return new DecoderBlock(
                norm(prefix + "input_layernorm"),
                new DecoderAttention(
                        inputs, norms, new Attention(config.heads(), dropout), weights.linear(attention + "o_proj")),
                norm(prefix + "post_attention_layernorm"),
                new FeedForward.Gated(
                        weights.linear(prefix + "mlp.gate_proj"),
                        weights.linear(prefix + "mlp.up_proj"),
                        weights.linear(prefix + "mlp.down_proj"),
                        config.activation()),
                dropout,
                window);
    }

    private RmsNorm norm(String name) {
        RmsNorm.Gain gain = config.family() == LlamaFamily.GEMMA ? RmsNorm.Gain.ONE_PLUS_WEIGHT : RmsNorm.Gain.WEIGHT;
        return new RmsNorm(weights.get(name + ".weight"), config.epsilon(), gain);
    }

    /** Every weight of a configuration, in the checkpoint's order. */
    static WeightNames names(LlamaConfig config) {
        WeightTable table = new WeightTable();
        long hidden = config.widths().hidden();
        table.put(NAMES.embedding(), config.widths().vocabulary(), hidden);
        for (int block = 0; block < config.layers(); block++) {
            attention(table, config, NAMES.block(block) + "self_attn.");
            String mlp = NAMES.block(block) + "mlp.";
            long inner = config.widths().intermediate();
            boolean bias = config.biases().feedForward();
            table.linear(mlp + "gate_proj", inner, hidden, bias);
            table.linear(mlp + "up_proj", inner, hidden, bias);
            table.linear(mlp + "down_proj", hidden, inner, bias);
            table.norm(NAMES.block(block) + "input_layernorm", hidden, false);
            table.norm(NAMES.block(block) + "post_attention_layernorm", hidden, false);
        }
        return table.norm("norm", hidden, false).names();
    }

    private static void attention(WeightTable table, LlamaConfig config, String prefix) {
        Attention.Heads heads = config.heads();
        long hidden = config.widths().hidden();
        long queries = (long) heads.queries() * heads.size();
        long keys = (long) heads.keyValues() * heads.size();
        boolean bias = config.biases().queryKeyValue();
        table.linear(prefix + "q_proj", queries, hidden, bias);
        table.linear(prefix + "k_proj", keys, hidden, bias);
        table.linear(prefix + "v_proj", keys, hidden, bias);
        table.linear(prefix + "o_proj", hidden, queries, config.biases().attentionOutput());
        if (config.family() == LlamaFamily.QWEN3) {
            table.norm(prefix + "q_norm", heads.size(), false);
            table.norm(prefix + "k_norm", heads.size(), false);
        }
    }
}
