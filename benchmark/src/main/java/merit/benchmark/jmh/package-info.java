/**
 * Single parts, timed by JMH: {@code benchmark/run jmh}. Engine work is begun from the benchmark's thread as everywhere, so each
 * figure holds one hand-over to the engine thread. JMH extends these classes, which therefore are not final.
 */
@NullMarked
package merit.benchmark.jmh;

import org.jspecify.annotations.NullMarked;
