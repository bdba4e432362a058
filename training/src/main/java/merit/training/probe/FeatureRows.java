package merit.training.probe;

import org.bytedeco.pytorch.Tensor;

/** The features of rows, wherever they are kept. */
@FunctionalInterface
public interface FeatureRows {
    /** Those of some rows, by index, [rows, features], fp32, in the current scope. For the engine thread. */
    Tensor of(int[] rows);
}
