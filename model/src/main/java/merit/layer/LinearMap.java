package merit.layer;

import org.bytedeco.pytorch.Tensor;

/**
 * The slot for a matrix product: [..., in] to [..., out]. A {@link DenseLinear} to start with; adapters put themselves
 * in its place through {@link Backbone#replaceLinear}.
 */
public interface LinearMap {
    /** [..., in] to [..., out]. The result belongs to the caller's scope. */
    Tensor apply(Tensor input);

    int inputSize();

    int outputSize();
}
