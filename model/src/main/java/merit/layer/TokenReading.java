package merit.layer;

import merit.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The readings that need no more than to know where a row ends. */
public enum TokenReading implements Reading {
    /** The first token. */
    FIRST {
        @Override
        public Tensor read(States states, TokenBatch batch) {
            return states.at(batch.firstPositions());
        }
    },
    /** The last real token. */
    LAST {
        @Override
        public Tensor read(States states, TokenBatch batch) {
            return states.at(batch.lastPositions());
        }
    },
    /** The mean over real tokens. */
    MEAN {
        @Override
        public Tensor read(States states, TokenBatch batch) {
            return mean(states, batch);
        }
    },
    /** The mean over real tokens, to mean 0 and variance 1 over its features. */
    STANDARDISED_MEAN {
        @Override
        public Tensor read(States states, TokenBatch batch) {
            try (TensorScope scope = TensorScope.open()) {
                Tensor mean = mean(states, batch);
                long[] features = {mean.size(1)};
                return scope.keep(torch.layer_norm(mean, features, null, null, EPSILON, false));
            }
        }
    };

    private static final double EPSILON = 1e-12;

    private static Tensor mean(States states, TokenBatch batch) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor all = states.at(null); // [rows, tokens, hidden]
            Tensor mask = batch.mask();
            if (mask == null) {
                return scope.keep(all.mean(1));
            }
            Tensor sum = mask.unsqueeze(1)
                    .bmm(all)
                    .squeeze(1); // [rows, 1, tokens] x [rows, tokens, hidden] -> [rows, hidden]
            return scope.keep(sum.div(mask.sum(1).unsqueeze(1)));
        }
    }
}
