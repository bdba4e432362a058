package merit.backbone.encoder;

import merit.layer.WeightTable;

/**
 * How the parts of a block that normalises after adding are named.
 *
 * @param query maps to queries
 * @param key maps to keys
 * @param value maps to values
 * @param output maps what attention gives
 * @param attentionNorm after attention
 * @param inner maps into the feed-forward part
 * @param outer maps out of it
 * @param outputNorm after the feed-forward part
 */
public record PostNormNames(
        String query,
        String key,
        String value,
        String output,
        String attentionNorm,
        String inner,
        String outer,
        String outputNorm) {
    /** BERT, RoBERTa, ELECTRA. */
    public static final PostNormNames BERT = new PostNormNames(
            "attention.self.query",
            "attention.self.key",
            "attention.self.value",
            "attention.output.dense",
            "attention.output.LayerNorm",
            "intermediate.dense",
            "output.dense",
            "output.LayerNorm");

    /** The weights of a block. */
    public void addTo(WeightTable table, String block, EncoderConfig config) {
        long hidden = config.hiddenSize();
        table.linear(block + query, hidden, hidden);
        table.linear(block + key, hidden, hidden);
        table.linear(block + value, hidden, hidden);
        table.linear(block + output, hidden, hidden);
        table.norm(block + attentionNorm, hidden);
        table.linear(block + inner, config.intermediateSize(), hidden);
        table.linear(block + outer, hidden, config.intermediateSize());
        table.norm(block + outputNorm, hidden);
    }
}
