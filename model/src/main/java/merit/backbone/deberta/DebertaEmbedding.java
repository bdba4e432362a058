package merit.backbone.deberta;

import java.util.function.Function;
import merit.backbone.encoder.EncoderConfig;
import merit.layer.Dropout;
import merit.layer.Embedding;
import merit.layer.LayerNorm;
import merit.layer.LearnedPositions;
import merit.layer.LinearMap;
import merit.layer.TokenBatch;
import merit.layer.Weights;
import merit.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** Words, and where the configuration has them positions and segments, mapped to hidden states and normalised; 0 at padding. */
final class DebertaEmbedding implements Function<TokenBatch, Tensor> {
    private final EncoderConfig config;
    private final Tensor words; // [vocabulary, embedding]
    private final @Nullable Tensor places; // [positions, embedding]
    private final @Nullable Tensor segments; // [segments, embedding]
    private final @Nullable LinearMap projection;
    private final LayerNorm norm;
    private final Dropout dropout;

    DebertaEmbedding(EncoderConfig config, Weights weights, Dropout dropout) {
        this.config = config;
        this.words = weights.get("embeddings.word_embeddings.weight");
        this.places = weights.find("embeddings.position_embeddings.weight");
        this.segments = weights.find("embeddings.token_type_embeddings.weight");
        this.projection =
                config.embeddingSize() == config.hiddenSize() ? null : weights.linear("embeddings.embed_proj");
        this.norm = weights.layerNorm("embeddings.LayerNorm", config.layerNormEpsilon());
        this.dropout = dropout;
    }

    /** [rows, tokens, hidden], in the caller's scope. */
    @Override
    public Tensor apply(TokenBatch batch) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor sum = Embedding.of(words, batch.ids(), config.padTokenId());
            if (places != null) {
                sum = sum.add(LearnedPositions.of(places, batch));
            }
            if (segments != null) {
                sum = sum.add(config.typeVocabSize() == 1 ? segments : Embedding.of(segments, batch.segments()));
            }
            Tensor states = norm.apply(projection == null ? sum : projection.apply(sum)); // [rows, tokens, hidden]
            return scope.keep(dropout.apply(ConvolutionBeside.masked(states, batch)));
        }
    }
}
