package merit.backbone.gpt;

import java.util.List;
import java.util.stream.IntStream;
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
import merit.layer.LearnedPositions;
import merit.layer.LinearMap;
import merit.layer.Rotary;
import merit.layer.TokenBatch;
import merit.layer.WeightTable;
import merit.layer.Weights;
import merit.tensor.TensorSource;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** What the three families are built of: names of weights, embeddings, blocks. */
final class Gpt {
    static final DecoderNames NAMES = new DecoderNames("transformer.", "wte.weight", "h.", "ln_f.");

    private final GptConfig config;
    private final Weights weights;
    private final Dropout dropout = new Dropout();

    /** A family's block, by its number. */
    @FunctionalInterface
    interface Blocks {
        DecoderBlock block(Gpt parts, int block);
    }

    /** Reads a checkpoint of these names. */
    Gpt(GptConfig config, TensorSource source, WeightTable table) {
        this.config = config;
        this.weights = new Weights(new Checkpoint(source, NAMES.prefix()).parameters(table.names()));
    }

    GptConfig config() {
        return config;
    }

    Weights weights() {
        return weights;
    }

    DecoderBackbone backbone(String family, Blocks blocks, @Nullable Rotary rotary) {
        List<DecoderBlock> all = IntStream.range(0, config.layers())
                .mapToObj(block -> blocks.block(this, block))
                .toList();
        DecoderBackbone.Embedding embedding = rotary == null ? this::embedWithPositions : this::words;
        return new DecoderBackbone(
                config.sizes(family),
                NAMES,
                new DecoderBackbone.Layers(
                        embedding, all, weights.layerNorm("ln_f", config.epsilon()), dropout, rotary),
                weights);
    }

    private Tensor words(TokenBatch batch) {
        return Embedding.of(weights.get(NAMES.embedding()), batch.ids());
    }

    private Tensor embedWithPositions(TokenBatch batch) {
        return words(batch).add(LearnedPositions.of(weights.get("wpe.weight"), batch));
    }

    DecoderAttention attention(QueryKeyValue inputs, double scale, LinearMap output) {
        Attention.Heads heads = new Attention.Heads(config.heads(), config.heads(), config.headSize(), scale);
        return new DecoderAttention(inputs, null, new Attention(heads, dropout), output);
    }

    /** Attention, then the feed-forward part, each of its own normalised input. */
    DecoderBlock inTurn(int block, DecoderAttention attention, FeedForward feedForward, int window) {
        String prefix = NAMES.block(block);
        return new DecoderBlock(
                weights.layerNorm(prefix + "ln_1", config.epsilon()),
                attention,
                weights.layerNorm(prefix + "ln_2", config.epsilon()),
                feedForward,
                dropout,
                window);
    }

    /** Attention and the feed-forward part of one normalised input. */
    DecoderBlock sideBySide(int block, DecoderAttention attention, FeedForward feedForward, int window) {
        String prefix = NAMES.block(block);
        return new DecoderBlock(
                weights.layerNorm(prefix + "ln_1", config.epsilon()), attention, null, feedForward, dropout, window);
    }

    /** Three maps without bias, {@code q_proj}, {@code k_proj} and {@code v_proj}. */
    QueryKeyValue threeMaps(String prefix) {
        return new QueryKeyValue.Separate(
                weights.linear(prefix + "q_proj"),
                weights.linear(prefix + "k_proj"),
                weights.linear(prefix + "v_proj"));
    }

    static void threeMaps(WeightTable table, GptConfig config, String prefix) {
        for (String map : List.of("k_proj", "v_proj", "q_proj")) {
            table.linear(prefix + map, config.hidden(), config.hidden(), false);
        }
    }
}
