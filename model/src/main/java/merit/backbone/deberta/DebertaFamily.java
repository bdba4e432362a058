package merit.backbone.deberta;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import merit.backbone.encoder.EncoderBackbone;
import merit.backbone.encoder.EncoderConfig;
import merit.backbone.encoder.EncoderNames;
import merit.backbone.encoder.PostNormNames;
import merit.layer.Activation;
import merit.layer.AttentionMask;
import merit.layer.Backbone;
import merit.layer.Checkpoint;
import merit.layer.ConfigFile;
import merit.layer.Dropout;
import merit.layer.Family;
import merit.layer.HeadLayout;
import merit.layer.WeightNames;
import merit.layer.WeightTable;
import merit.layer.Weights;
import merit.tensor.TensorSource;

/**
 * DeBERTa-v2 (He, Liu, Gao and Chen, DeBERTa: Decoding-enhanced BERT with Disentangled Attention, 2021) and v3 (He, Gao and Chen,
 * 2023): {@code DebertaV2Model} and {@code DebertaV2ForSequenceClassification}.
 */
public final class DebertaFamily implements Family {
    static final PostNormNames PARTS = new PostNormNames(
            "attention.self.query_proj",
            "attention.self.key_proj",
            "attention.self.value_proj",
            "attention.output.dense",
            "attention.output.LayerNorm",
            "intermediate.dense",
            "output.dense",
            "output.LayerNorm");
    static final EncoderNames NAMES = new EncoderNames("deberta-v2", "deberta.", "encoder.layer.", PARTS, null);

    @Override
    public String modelType() {
        return "deberta-v2";
    }

    @Override
    public String className() {
        return "DebertaV2";
    }

    @Override
    public Backbone load(ConfigFile file, TensorSource source) {
        DebertaConfig config = DebertaConfig.read(file);
        EncoderConfig sizes = config.sizes();
        Set<String> unread = Set.of("embeddings.position_embeddings.weight");
        Weights weights = new Weights(new Checkpoint(source, NAMES.prefix()).parameters(names(config, file), unread));
        Dropout dropout = new Dropout();
        DebertaConfig.Relative relative = config.relative();
        RelativePositions positions =
                relative == null ? null : new RelativePositions(relative, sizes.layerNormEpsilon(), weights, dropout);
        List<DebertaBlock> blocks = IntStream.range(0, sizes.layers())
                .mapToObj(block -> new DebertaBlock(config, block, weights, dropout))
                .toList();
        return new EncoderBackbone<>(
                NAMES,
                new EncoderBackbone.Sizes(sizes.hiddenSize(), sizes.maxPositions()),
                new EncoderBackbone.Layers<>(
                        new DebertaEmbedding(sizes, weights, dropout),
                        batch -> new DebertaContext(
                                batch,
                                AttentionMask.of(batch),
                                positions == null ? null : positions.of(batch.tokens())),
                        blocks,
                        null,
                        dropout),
                weights);
    }

    private static WeightNames names(DebertaConfig config, ConfigFile file) {
        EncoderConfig sizes = config.sizes();
        WeightTable table = new WeightTable();
        addEmbeddings(table, config);
        for (int layer = 0; layer < sizes.layers(); layer++) {
            PARTS.addTo(table, NAMES.block(layer), sizes);
            addPositionMaps(table, NAMES.block(layer), config);
        }
        DebertaConfig.Relative relative = config.relative();
        if (relative != null) {
            table.put("encoder.rel_embeddings.weight", 2L * relative.span(), sizes.hiddenSize());
        }
        if (DebertaConfig.normalised(file)) {
            table.norm("encoder.LayerNorm", sizes.hiddenSize());
        }
        DebertaConfig.Convolution beside = config.convolution();
        if (beside != null) {
            long width = sizes.hiddenSize() / beside.groups();
            table.put("encoder.conv.conv.weight", sizes.hiddenSize(), width, beside.kernel());
            table.put("encoder.conv.conv.bias", sizes.hiddenSize());
            table.norm("encoder.conv.LayerNorm", sizes.hiddenSize());
        }
        return table.names();
    }

    private static void addEmbeddings(WeightTable table, DebertaConfig config) {
        EncoderConfig sizes = config.sizes();
        long width = sizes.embeddingSize();
        table.put("embeddings.word_embeddings.weight", sizes.vocabSize(), width);
        if (config.positionsInInput()) {
            table.put("embeddings.position_embeddings.weight", sizes.maxPositions(), width);
        }
        if (sizes.typeVocabSize() > 0) {
            table.put("embeddings.token_type_embeddings.weight", sizes.typeVocabSize(), width);
        }
        if (width != sizes.hiddenSize()) {
            table.linear("embeddings.embed_proj", sizes.hiddenSize(), width, false);
        }
        table.norm("embeddings.LayerNorm", sizes.hiddenSize());
    }

    private static void addPositionMaps(WeightTable table, String block, DebertaConfig config) {
        DebertaConfig.Relative relative = config.relative();
        long hidden = config.sizes().hiddenSize();
        if (relative != null && !relative.shared() && config.contentToPosition()) {
            table.linear(block + "attention.self.pos_key_proj", hidden, hidden);
        }
        if (relative != null && !relative.shared() && config.positionToContent()) {
            table.linear(block + "attention.self.pos_query_proj", hidden, hidden);
        }
    }

    /** The context pooler: the first token through a dense layer and {@code pooler_hidden_act}. */
    @Override
    public HeadLayout head(ConfigFile config) {
        return HeadLayout.dense(
                "pooler.dense",
                config.activation("pooler_hidden_act", Activation.GELU),
                new HeadLayout.Keys("pooler_hidden_act", null),
                "classifier");
    }
}
