/**
 * What is too much for memory, on disk: records in memory-mapped files, and texts known by their digests; and files that are there
 * whole or not at all.
 */
@NullMarked
package merit.store;

import org.jspecify.annotations.NullMarked;
