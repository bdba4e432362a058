package merit.evaluation.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import merit.evaluation.metric.ClusteredBootstrap;

/**
 * What a scorer gets in a benchmark.
 *
 * @param benchmark its name
 * @param figures subsets first, the whole last
 * @param matrix rows and columns of shares, where the benchmark has such: of RM-Bench, style of the right by style of the
 *     wrong answer; empty else
 * @param notes what a reader should know, such as subsets that were not in the data
 */
public record BenchmarkResult(
        String benchmark, List<BenchmarkFigure> figures, List<List<Double>> matrix, List<String> notes) {
    public BenchmarkResult {
        figures = List.copyOf(figures);
        matrix = List.copyOf(matrix);
        notes = List.copyOf(notes);
    }

    /**
     * The figure of a name.
     *
     * @throws IllegalArgumentException where there is none
     */
    public BenchmarkFigure figure(String name) {
        return figures.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no figure \"" + name + "\"; found: "
                        + figures.stream().map(BenchmarkFigure::name).toList()));
    }

    /** Gathers a result. */
    static final class Builder {
        private final Benchmark benchmark;
        private final ClusteredBootstrap bootstrap;
        private final List<BenchmarkFigure> figures = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();
        private List<List<Double>> matrix = List.of();

        Builder(Benchmark benchmark, ClusteredBootstrap bootstrap) {
            this.benchmark = benchmark;
            this.bootstrap = bootstrap;
        }

        Builder add(BenchmarkFigure.Level level, String name, Estimate estimate) {
            figures.add(new BenchmarkFigure(name, level, estimate.items(), estimate.interval(bootstrap)));
            return this;
        }

        Builder subsets(Map<String, Estimate> subsets) {
            subsets.forEach((name, estimate) -> add(BenchmarkFigure.Level.SUBSET, name, estimate));
            return this;
        }

        Builder note(String note) {
            notes.add(note);
            return this;
        }

        Builder matrix(List<List<Double>> shares) {
            matrix = shares;
            return this;
        }

        BenchmarkResult build() {
            return new BenchmarkResult(benchmark.title(), figures, matrix, notes);
        }
    }
}
