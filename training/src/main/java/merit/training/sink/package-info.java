/** Where the log of a training goes beside its own file: TensorBoard, CSV, MLflow. */
@NullMarked
package merit.training.sink;

import org.jspecify.annotations.NullMarked;
