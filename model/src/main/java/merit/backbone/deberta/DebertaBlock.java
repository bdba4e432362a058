package merit.backbone.deberta;

import merit.backbone.encoder.EncoderNames;
import merit.backbone.encoder.PostNormNames;
import merit.backbone.encoder.PostNormOutput;
import merit.layer.Block;
import merit.layer.Dropout;
import merit.layer.Weights;
import merit.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** One layer of DeBERTa: disentangled attention, then as in BERT; beside the first there may be a convolution. */
final class DebertaBlock implements Block<DebertaContext> {
    private final DisentangledAttention attention;
    private final PostNormOutput output;
    private final @Nullable ConvolutionBeside convolution;

    /** The block with this number. */
    DebertaBlock(DebertaConfig config, int block, Weights weights, Dropout dropout) {
        EncoderNames names = DebertaFamily.NAMES;
        PostNormNames parts = DebertaFamily.PARTS;
        String prefix = names.block(block);
        this.attention = new DisentangledAttention(config, prefix, weights, dropout);
        this.output = new PostNormOutput(config.sizes(), prefix, parts, weights, dropout);
        DebertaConfig.Convolution beside = config.convolution();
        this.convolution = block > 0 || beside == null
                ? null
                : new ConvolutionBeside(beside, config.sizes().layerNormEpsilon(), weights, dropout);
    }

    @Override
    public Tensor forward(Tensor hidden, DebertaContext context) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor states = output.apply(attention.all(hidden, context), hidden);
            return scope.keep(convolution == null ? states : convolution.apply(hidden, states, context.batch()));
        }
    }

    @Override
    public Tensor forwardAt(Tensor hidden, DebertaContext context, Tensor positions) {
        try (TensorScope scope = TensorScope.open()) {
            if (convolution != null) {
                return scope.keep(Block.at(forward(hidden, context), positions).squeeze(1));
            }
            Tensor read = Block.at(hidden, positions); // [rows, 1, hidden]
            Tensor states = output.apply(attention.at(read, hidden, context, positions), read);
            return scope.keep(states.squeeze(1)); // [rows, hidden]
        }
    }
}
