package merit.backbone.encoder;

import java.util.function.Function;
import merit.layer.Dropout;
import merit.layer.Embedding;
import merit.layer.LayerNorm;
import merit.layer.LearnedPositions;
import merit.layer.LinearMap;
import merit.layer.TokenBatch;
import merit.layer.Weights;
import merit.tensor.TensorScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/** Words, segments and positions added up and normalised; where embeddings are narrower than hidden states, mapped to these. */
public final class SummedEmbedding implements Function<TokenBatch, Tensor> {
    /** How tokens are counted. */
    public enum Positions {
        /** From 0, padding and all. */
        FROM_ZERO,
        /** From one after the padding id; a padding token, wherever it stands, is not counted and has that id as its position. */
        FROM_PADDING
    }

    private final EncoderConfig config;
    private final Tensor words; // [vocabulary, embedding]
    private final @Nullable Tensor segments; // [segments, embedding]
    private final Tensor places; // [positions, embedding]
    private final Positions positions;
    private final LayerNorm norm;
    private final @Nullable LinearMap projection;
    private final Dropout dropout;

    /**
     * @param projection the name of the map from embeddings to hidden states, which is there where their sizes differ
     */
    public SummedEmbedding(
            EncoderConfig config, Positions positions, String projection, Weights weights, Dropout dropout) {
        this.config = config;
        this.positions = positions;
        this.words = weights.get("embeddings.word_embeddings.weight");
        this.segments = weights.find("embeddings.token_type_embeddings.weight");
        this.places = weights.get("embeddings.position_embeddings.weight");
        this.norm = weights.layerNorm("embeddings.LayerNorm", config.layerNormEpsilon());
        this.projection = config.embeddingSize() == config.hiddenSize() ? null : weights.linear(projection);
        this.dropout = dropout;
    }

    /** [rows, tokens, hidden], in the caller's scope. */
    @Override
    public Tensor apply(TokenBatch batch) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor sum = Embedding.of(words, batch.ids(), config.padTokenId());
            if (segments != null) {
                sum = sum.add(config.typeVocabSize() == 1 ? segments : Embedding.of(segments, batch.segments()));
            }
            Tensor normal = dropout.apply(norm.apply(sum.add(places(batch)))); // [rows, tokens, embedding]
            return scope.keep(projection == null ? normal : projection.apply(normal));
        }
    }

    private Tensor places(TokenBatch batch) {
        if (positions == Positions.FROM_ZERO) {
            return LearnedPositions.of(places, batch);
        }
        Scalar padding = new Scalar((long) config.padTokenId());
        Tensor counted = batch.ids().ne(padding).to(ScalarType.Long); // [rows, tokens]
        Tensor found = counted.cumsum(1).mul(counted).add(padding);
        return Embedding.of(places, found, config.padTokenId()); // [rows, tokens, embedding]
    }
}
