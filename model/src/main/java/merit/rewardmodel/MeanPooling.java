package merit.rewardmodel;

import merit.layer.TokenBatch;
import merit.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The mean over a row's real tokens, standardised to mean 0 and variance 1 over its features: what {@link SequenceClassification}
 * can express as one more layer. Stateless; for the engine thread.
 */
final class MeanPooling {
    private static final double EPSILON = 1e-12;

    private MeanPooling() {}

    /** [rows, tokens, hidden] to [rows, hidden]. */
    static Tensor apply(Tensor states, TokenBatch batch) {
        try (TensorScope scope = TensorScope.open()) {
            long[] features = {states.size(2)};
            return scope.keep(torch.layer_norm(mean(states, batch), features, null, null, EPSILON, false));
        }
    }

    private static Tensor mean(Tensor states, TokenBatch batch) {
        Tensor mask = batch.mask();
        if (mask == null) {
            return states.mean(1);
        }
        Tensor sum = mask.unsqueeze(1)
                .bmm(states)
                .squeeze(1); // [rows, 1, tokens] x [rows, tokens, hidden] -> [rows, hidden]
        return sum.div(mask.sum(1).unsqueeze(1));
    }
}
