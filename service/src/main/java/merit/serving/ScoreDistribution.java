package merit.serving;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * How the scores of each model lie, as a cumulative histogram that {@code histogram_quantile} reads: a shift in them says that
 * prompts, answers or the model have changed. Micrometer's own histograms take no negative numbers. Thread-safe.
 */
final class ScoreDistribution {
    private static final double[] BOUNDS = {-10, -5, -3, -2, -1, -0.5, 0, 0.5, 1, 2, 3, 5, 10, Double.POSITIVE_INFINITY
    };

    private final MeterRegistry registry;
    private final Map<String, OfModel> models = new ConcurrentHashMap<>();

    ScoreDistribution(MeterRegistry registry) {
        this.registry = registry;
    }

    private record OfModel(List<LongAdder> buckets, DoubleAdder sum) {}

    void add(String model, double score) {
        OfModel of = models.computeIfAbsent(model, this::register);
        of.sum().add(score);
        for (int i = 0; i < BOUNDS.length; i++) {
            if (score <= BOUNDS[i]) {
                of.buckets().get(i).increment();
            }
        }
    }

    private OfModel register(String model) {
        OfModel of =
                new OfModel(Stream.generate(LongAdder::new).limit(BOUNDS.length).toList(), new DoubleAdder());
        for (int i = 0; i < BOUNDS.length; i++) {
            LongAdder bucket = of.buckets().get(i);
            String bound = BOUNDS[i] == Double.POSITIVE_INFINITY ? "+Inf" : Double.toString(BOUNDS[i]);
            Gauge.builder("merit_scores_at_most", bucket, LongAdder::doubleValue)
                    .description("Scores of at most le.")
                    .tags("model", model, "le", bound)
                    .strongReference(true)
                    .register(registry);
        }
        Gauge.builder("merit_scores_added", of.sum(), DoubleAdder::doubleValue)
                .description("The sum of all scores.")
                .tags("model", model)
                .strongReference(true)
                .register(registry);
        return of;
    }
}
