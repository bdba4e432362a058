package merit.evaluation.benchmark;

import merit.evaluation.metric.Interval;

/**
 * One number of a benchmark.
 *
 * @param level how it is made: of questions, of subsets, or of everything
 * @param items questions behind it
 * @param value between 0 and 1 (Ties of RewardBench 2 up to 1.01), with its interval
 */
public record BenchmarkFigure(String name, Level level, int items, Interval value) {
    /** How a figure is made. */
    public enum Level {
        /** Of the questions of one subset. */
        SUBSET,
        /** Of several subsets. */
        SECTION,
        /** The number that a leaderboard shows. */
        OVERALL
    }
}
