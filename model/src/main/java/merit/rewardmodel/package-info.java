/** Backbone, pooling and head as one model: built, saved, opened, scored. */
@NullMarked
package merit.rewardmodel;

import org.jspecify.annotations.NullMarked;
