package merit.backbone.bert;

import java.util.List;
import java.util.Map;
import merit.layer.Checkpoint;
import merit.layer.WeightNames;
import merit.layer.WeightTable;
import merit.tensor.TensorSource;
import org.bytedeco.pytorch.Tensor;

/** The names of BERT's weights. */
public final class BertWeights {
    static final List<String> LINEARS = List.of(
            "attention.self.query",
            "attention.self.key",
            "attention.self.value",
            "attention.output.dense",
            "intermediate.dense",
            "output.dense");

    private static final String PREFIX = "bert.";

    private BertWeights() {}

    /** Every weight of a configuration, in the checkpoint's order. */
    public static WeightNames names(BertConfig config) {
        WeightTable names = new WeightTable();
        long hidden = config.hiddenSize();
        names.put("embeddings.word_embeddings.weight", config.vocabSize(), hidden);
        names.put("embeddings.position_embeddings.weight", config.maxPositions(), hidden);
        names.put("embeddings.token_type_embeddings.weight", config.typeVocabSize(), hidden);
        names.norm("embeddings.LayerNorm", hidden);
        for (int layer = 0; layer < config.layers(); layer++) {
            String block = block(layer);
            names.linear(block + "attention.self.query", hidden, hidden);
            names.linear(block + "attention.self.key", hidden, hidden);
            names.linear(block + "attention.self.value", hidden, hidden);
            names.linear(block + "attention.output.dense", hidden, hidden);
            names.norm(block + "attention.output.LayerNorm", hidden);
            names.linear(block + "intermediate.dense", config.intermediateSize(), hidden);
            names.linear(block + "output.dense", hidden, config.intermediateSize());
            names.norm(block + "output.LayerNorm", hidden);
        }
        return names.names();
    }

    /** The names of a block begin so. */
    static String block(int layer) {
        return "encoder.layer." + layer + ".";
    }

    /**
     * Reads a checkpoint's backbone.
     *
     * @return trainable leaves by name without prefix, owned by the caller
     * @throws IllegalArgumentException listing every name that is missing, unexpected or misshapen
     */
    static Map<String, Tensor> read(BertConfig config, TensorSource source) {
        return new Checkpoint(source, PREFIX).parameters(names(config));
    }
}
