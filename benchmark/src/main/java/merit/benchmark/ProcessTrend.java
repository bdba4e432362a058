package merit.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.hipparchus.stat.regression.SimpleRegression;

/**
 * How what a process holds grows; the first third, in which it warms up, is left out. Of each minute the least counts: memory rises
 * between two trims, and what stays after each of them is what would grow without end.
 */
final class ProcessTrend {
    /** A minute. Resident memory moves by some pages without growing. */
    private static final double MOST_MEGABYTES = 1;

    private static final double MOST_THREADS_OR_HANDLES = 0.5;
    /** Standard errors by which a slope must be above what it may be before it counts as growth. */
    private static final double ERRORS = 2;

    private final int samplesPerMinute;
    private final List<ProcessFigures> samples = new ArrayList<>();

    /** @param samplesPerMinute one or more */
    ProcessTrend(int samplesPerMinute) {
        this.samplesPerMinute = samplesPerMinute;
    }

    void add(ProcessFigures figures) {
        samples.add(figures);
    }

    /** Whether nothing grows by more than it may, as far as its scatter tells. */
    boolean isFlat() {
        return grows(figures -> figures.resident() / 1e6) <= MOST_MEGABYTES
                && grows(ProcessFigures::threads) <= MOST_THREADS_OR_HANDLES
                && grows(ProcessFigures::handles) <= MOST_THREADS_OR_HANDLES;
    }

    /** What it grows by a minute at least. */
    private double grows(ToDoubleFunction<ProcessFigures> figure) {
        SimpleRegression line = line(figure);
        return line.getN() < 3 ? 0 : line.getSlope() - ERRORS * line.getSlopeStdErr();
    }

    String report() {
        return report("resident MB", figures -> figures.resident() / 1e6, MOST_MEGABYTES)
                + report("threads", ProcessFigures::threads, MOST_THREADS_OR_HANDLES)
                + report("file handles", ProcessFigures::handles, MOST_THREADS_OR_HANDLES);
    }

    private String report(String name, ToDoubleFunction<ProcessFigures> figure, double most) {
        List<Double> minutes = minutes(figure);
        SimpleRegression line = line(figure);
        return String.format(
                Locale.ROOT,
                "  %-13s %,9.1f warm, %,9.1f in the last minute, at most %,.1f; slope %+.2f a minute, standard error %.2f, need"
                        + " %.1f or less%n",
                name,
                minutes.isEmpty() ? Double.NaN : minutes.get(0),
                minutes.isEmpty() ? Double.NaN : minutes.get(minutes.size() - 1),
                warm().stream().mapToDouble(figure).max().orElse(Double.NaN),
                line.getSlope(),
                line.getSlopeStdErr(),
                most);
    }

    private SimpleRegression line(ToDoubleFunction<ProcessFigures> figure) {
        SimpleRegression line = new SimpleRegression();
        List<Double> minutes = minutes(figure);
        for (int minute = 0; minute < minutes.size(); minute++) {
            line.addData(minute, minutes.get(minute));
        }
        return line;
    }

    /** The least of each whole minute. */
    private List<Double> minutes(ToDoubleFunction<ProcessFigures> figure) {
        List<ProcessFigures> warm = warm();
        List<Double> least = new ArrayList<>();
        for (int end = samplesPerMinute; end <= warm.size(); end += samplesPerMinute) {
            least.add(warm.subList(end - samplesPerMinute, end).stream()
                    .mapToDouble(figure)
                    .min()
                    .orElseThrow());
        }
        return least;
    }

    private List<ProcessFigures> warm() {
        return samples.subList(samples.size() / 3, samples.size());
    }
}
