package merit.backbone.encoder;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import merit.backbone.encoder.SummedEmbedding.Positions;
import merit.layer.AttentionMask;
import merit.layer.Backbone;
import merit.layer.Checkpoint;
import merit.layer.Dropout;
import merit.layer.WeightNames;
import merit.layer.WeightTable;
import merit.layer.Weights;
import merit.tensor.TensorSource;
import org.bytedeco.pytorch.Tensor;

/**
 * The encoders that are built as BERT is: words, segments and learned positions added up, then blocks that normalise after
 * adding.
 *
 * @param config sizes
 * @param names of the weights; {@link EncoderNames#inBlock} is there
 * @param parts of a block
 * @param positions how tokens are counted
 */
public record PostNormEncoder(EncoderConfig config, EncoderNames names, PostNormNames parts, Positions positions) {
    private static final String PROJECTION = "embeddings_project";

    /** Reads a checkpoint. The caller owns the backbone. */
    public Backbone load(TensorSource source) {
        return of(new Checkpoint(source, names.prefix()).parameters(weightNames()));
    }

    /** With these parameters, which pass into the backbone's hands. */
    public Backbone of(Map<String, Tensor> parameters) {
        Weights weights = new Weights(parameters);
        Dropout dropout = new Dropout();
        SummedEmbedding embedding = new SummedEmbedding(config, positions, PROJECTION, weights, dropout);
        List<PostNormBlock> blocks = IntStream.range(0, config.layers())
                .mapToObj(layer -> new PostNormBlock(config, names.block(layer), parts, weights, dropout))
                .toList();
        int tokens = positions == Positions.FROM_ZERO
                ? config.maxPositions()
                : config.maxPositions() - config.padTokenId() - 1;
        return new EncoderBackbone<>(
                names,
                new EncoderBackbone.Sizes(config.hiddenSize(), tokens),
                new EncoderBackbone.Layers<>(embedding, AttentionMask::of, blocks, null, dropout),
                weights);
    }

    /** Every weight, in the checkpoint's order. */
    public WeightNames weightNames() {
        WeightTable table = new WeightTable();
        long width = config.embeddingSize();
        table.put("embeddings.word_embeddings.weight", config.vocabSize(), width);
        table.put("embeddings.position_embeddings.weight", config.maxPositions(), width);
        if (config.typeVocabSize() > 0) {
            table.put("embeddings.token_type_embeddings.weight", config.typeVocabSize(), width);
        }
        table.norm("embeddings.LayerNorm", width);
        if (width != config.hiddenSize()) {
            table.linear(PROJECTION, config.hiddenSize(), width);
        }
        for (int layer = 0; layer < config.layers(); layer++) {
            parts.addTo(table, names.block(layer), config);
        }
        return table.names();
    }
}
