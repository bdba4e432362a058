package merit.layer;

import org.bytedeco.pytorch.Tensor;

/** Brings the features of each token to one scale. */
public interface Norm {
    /** [..., hidden] to [..., hidden]. The result belongs to the caller's scope. */
    Tensor apply(Tensor input);
}
