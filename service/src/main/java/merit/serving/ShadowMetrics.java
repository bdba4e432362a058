package merit.serving;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import merit.scoring.Score;

/** How the scores of a shadow model differ from those that were given. Thread-safe. */
final class ShadowMetrics {
    private static final double[] DIFFERENCES = {0.001, 0.01, 0.05, 0.1, 0.2, 0.5, 1, 2, 5};

    private final DistributionSummary differences;
    private final Counter pairs;
    private final Counter disagreements;
    private final Counter skipped;

    ShadowMetrics(MeterRegistry registry) {
        differences = DistributionSummary.builder("merit_shadow_difference")
                .description("How far the shadow's score of a text is from the one that was given.")
                .serviceLevelObjectives(DIFFERENCES)
                .register(registry);
        pairs = counter(registry, "merit_shadow_pairs", "Two texts of one request that were given different scores.");
        disagreements = counter(
                registry, "merit_shadow_disagreements", "Such pairs that the shadow orders the other way round.");
        skipped = counter(registry, "merit_shadow_skipped", "Requests that the shadow did not score.");
    }

    private static Counter counter(MeterRegistry registry, String name, String help) {
        return Counter.builder(name).description(help).register(registry);
    }

    void skipped() {
        skipped.increment();
    }

    void compared(List<Score> given, List<Score> beside) {
        for (int i = 0; i < given.size(); i++) {
            differences.record(Math.abs(given.get(i).value() - beside.get(i).value()));
            for (int j = 0; j < i; j++) {
                double first = given.get(i).value() - given.get(j).value();
                double second = beside.get(i).value() - beside.get(j).value();
                if (first != 0) {
                    pairs.increment();
                    disagreements.increment(first * second < 0 ? 1 : 0);
                }
            }
        }
    }
}
