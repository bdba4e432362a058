package merit.backbone.deberta;

import merit.layer.Dropout;
import merit.layer.LayerNorm;
import merit.layer.TokenBatch;
import merit.layer.Weights;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** A convolution over neighbouring tokens of the first block's input, added to its output and normalised. */
final class ConvolutionBeside {
    private final DebertaConfig.Convolution config;
    private final Tensor weight; // [hidden, hidden / groups, kernel]
    private final Tensor bias; // [hidden]
    private final LayerNorm norm;
    private final Dropout dropout;

    ConvolutionBeside(DebertaConfig.Convolution config, double epsilon, Weights weights, Dropout dropout) {
        this.config = config;
        this.weight = weights.get("encoder.conv.conv.weight");
        this.bias = weights.get("encoder.conv.conv.bias");
        this.norm = weights.layerNorm("encoder.conv.LayerNorm", epsilon);
        this.dropout = dropout;
    }

    /**
     * @param input of the first block, 0 at padding, [rows, tokens, hidden]
     * @param output of the first block, [rows, tokens, hidden]
     * @return [rows, tokens, hidden], 0 at padding, in the caller's scope
     */
    Tensor apply(Tensor input, Tensor output, TokenBatch batch) {
        long[] one = {1};
        long[] beside = {(config.kernel() - 1) / 2};
        try (TensorScope scope = TensorScope.open()) {
            Tensor seen = torch.conv1d(
                            input.transpose(1, 2), weight, Tensors.optional(bias), one, beside, one, config.groups())
                    .transpose(1, 2); // [rows, tokens, hidden]
            Tensor added = config.activation().apply(dropout.apply(masked(seen, batch)));
            return scope.keep(masked(norm.apply(output.add(added)), batch));
        }
    }

    /** 0 at padding. */
    static Tensor masked(Tensor states, TokenBatch batch) {
        Tensor mask = batch.mask();
        return mask == null ? states : states.mul(mask.unsqueeze(2));
    }
}
