package merit.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an evaluation found.
 *
 * @param all of everything that was held out
 * @param sets of each evaluation set that has a name
 */
record Measured(StepMetrics all, Map<String, StepMetrics> sets) {
    /** By the names that transformers gives: {@code eval_loss}, {@code eval_helpful_accuracy}. */
    Map<String, Object> named() {
        Map<String, Object> named = new LinkedHashMap<>(all.named("eval_"));
        sets.forEach((name, metrics) -> named.putAll(metrics.named("eval_" + name + "_")));
        return named;
    }

    /**
     * The metric by which models are chosen.
     *
     * @param metric without {@code eval_}
     */
    double value(String metric) {
        if (named().get("eval_" + metric) instanceof Number value) {
            return value.doubleValue();
        }
        throw new IllegalArgumentException("metric_for_best_model: found " + metric
                + ", which these labels do not have; need one of " + String.join(", ", named().keySet()));
    }

    /** What can be measured of data with these labels of named sets, without {@code eval_}. */
    static List<String> metrics(Iterable<String> sets) {
        List<String> metrics = new ArrayList<>(WatchConfig.METRICS);
        sets.forEach(set -> WatchConfig.METRICS.forEach(metric -> metrics.add(set + "_" + metric)));
        return metrics;
    }
}
