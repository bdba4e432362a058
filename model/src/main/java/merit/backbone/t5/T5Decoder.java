package merit.backbone.t5;

import java.util.List;
import java.util.stream.IntStream;
import merit.layer.AttentionMask;
import merit.layer.Block;
import merit.layer.Dropout;
import merit.layer.RmsNorm;
import merit.layer.TokenBatch;
import merit.layer.Weights;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * The decoder of a T5 classifier, as the block above the encoder: it reads the row itself again, one place later behind the start
 * token, and the encoder's states.
 */
final class T5Decoder implements Block<T5Context> {
    private final Tensor words; // [vocabulary, hidden]
    private final int startTokenId;
    private final RmsNorm encoderNorm;
    private final DistanceBias distances;
    private final List<T5Block> blocks;
    private final RmsNorm norm;
    private final Dropout dropout;

    T5Decoder(T5Config config, Weights weights, Dropout dropout) {
        this.words = weights.get(T5Family.WORDS);
        this.startTokenId = config.startTokenId();
        this.encoderNorm = T5Family.norm(config, T5Family.ENCODER, weights);
        this.distances = T5Family.distances(config, T5Family.DECODER, weights);
        this.blocks = IntStream.range(0, config.decoderLayers())
                .mapToObj(block -> new T5Block(config, T5Family.block(T5Family.DECODER, block), true, weights, dropout))
                .toList();
        this.norm = T5Family.norm(config, T5Family.DECODER, weights);
        this.dropout = dropout;
    }

    @Override
    public Tensor forward(Tensor hidden, T5Context context) {
        return run(hidden, context, null);
    }

    @Override
    public Tensor forwardAt(Tensor hidden, T5Context context, Tensor positions) {
        return run(hidden, context, positions);
    }

    /** [rows, tokens, hidden] of the encoder to the decoder's, or to [rows, hidden] at positions. */
    private Tensor run(Tensor hidden, T5Context context, @Nullable Tensor positions) {
        TokenBatch batch = context.batch();
        try (TensorScope scope = TensorScope.open()) {
            Tensor encoded = dropout.apply(encoderNorm.apply(hidden));
            T5Context inner = new T5Context(
                    batch,
                    AttentionMask.causal(batch, AttentionMask.WHOLE_ROW).plus(distances.of(batch.tokens())),
                    new T5Context.Crossing(encoded, AttentionMask.of(batch)));
            Tensor states = dropout.apply(torch.embedding(words, shifted(batch))); // [rows, tokens, hidden]
            int last = blocks.size() - 1;
            for (T5Block block : blocks.subList(0, last)) {
                states = block.forward(states, inner);
            }
            states = positions == null
                    ? blocks.get(last).forward(states, inner)
                    : blocks.get(last).forwardAt(states, inner, positions);
            return scope.keep(dropout.apply(norm.apply(states)));
        }
    }

    /** The ids one place later, [rows, tokens]; what falls off the end is never read. */
    private Tensor shifted(TokenBatch batch) {
        Tensor shifted = batch.ids().roll(new long[] {1}, 1);
        shifted.select(1, 0).fill_(Tensors.scalar(startTokenId));
        return shifted;
    }
}
