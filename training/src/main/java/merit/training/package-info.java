/** The reward trainer: configuration, loop, evaluation during training, checkpoints, events. */
@NullMarked
package merit.training;

import org.jspecify.annotations.NullMarked;
