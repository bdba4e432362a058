package merit.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** How what a process holds grows, sample by sample; the first third, in which it warms up, is left out. */
final class ProcessTrend {
    /** A minute. Resident memory moves by some pages without growing. */
    private static final double MOST_MEGABYTES = 1;

    private static final double MOST_THREADS_OR_HANDLES = 0.5;

    private final double samplesPerMinute;
    private final List<ProcessFigures> samples = new ArrayList<>();

    ProcessTrend(double samplesPerMinute) {
        this.samplesPerMinute = samplesPerMinute;
    }

    void add(ProcessFigures figures) {
        samples.add(figures);
    }

    /** Whether nothing grows by more than it may. */
    boolean isFlat() {
        return slope(figures -> figures.resident() / 1e6) <= MOST_MEGABYTES
                && slope(ProcessFigures::threads) <= MOST_THREADS_OR_HANDLES
                && slope(ProcessFigures::handles) <= MOST_THREADS_OR_HANDLES;
    }

    String report() {
        return line("resident MB", figures -> figures.resident() / 1e6, MOST_MEGABYTES)
                + line("threads", ProcessFigures::threads, MOST_THREADS_OR_HANDLES)
                + line("file handles", ProcessFigures::handles, MOST_THREADS_OR_HANDLES);
    }

    private String line(String name, ToDoubleFunction<ProcessFigures> figure, double most) {
        List<ProcessFigures> warm = warm();
        return String.format(
                Locale.ROOT,
                "  %-13s %,9.1f warm, %,9.1f at the end, slope %+.3f a minute, need %.1f or less%n",
                name,
                warm.isEmpty() ? Double.NaN : figure.applyAsDouble(warm.get(0)),
                warm.isEmpty() ? Double.NaN : figure.applyAsDouble(warm.get(warm.size() - 1)),
                slope(figure),
                most);
    }

    private double slope(ToDoubleFunction<ProcessFigures> figure) {
        List<Long> thousandths = warm().stream()
                .map(sample -> Math.round(1000 * figure.applyAsDouble(sample)))
                .toList();
        return MemoryTrend.slope(thousandths) / 1000 * samplesPerMinute;
    }

    private List<ProcessFigures> warm() {
        return samples.subList(samples.size() / 3, samples.size());
    }
}
