/** Rows of many requests, computed together: the queue, its batches, and scores that are known already. */
@NullMarked
package merit.serving.batch;

import org.jspecify.annotations.NullMarked;
