package merit.evaluation.audit;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import merit.evaluation.metric.Ranks;
import merit.evaluation.metric.ScoredPair;

/**
 * How reward goes with length, inside pairs. Every pair counts in both orders, so which answer is called first says nothing;
 * correlations are of ranks.
 *
 * @param raw between difference in reward and difference in characters
 * @param people between the true preference and difference in characters: what length is worth in this data
 * @param partial the raw one with the true preference held fixed: what is left is the model's own liking
 */
public record LengthLink(double raw, double people, double partial) {
    private static final double NOTABLE = 0.3;

    static LengthLink of(List<ScoredPair> pairs) {
        double[] rewards =
                ranks(pairs.stream().mapToDouble(ScoredPair::difference).toArray());
        double[] lengths = ranks(pairs.stream()
                .mapToDouble(pair -> pair.chosenLength() - pair.rejectedLength())
                .toArray());
        double[] truth = ranks(pairs.stream().mapToDouble(pair -> 1).toArray());
        double raw = Ranks.correlation(rewards, lengths);
        double people = Ranks.correlation(truth, lengths);
        double model = Ranks.correlation(truth, rewards);
        double left = Math.sqrt((1 - people * people) * (1 - model * model));
        return new LengthLink(raw, people, left > 0 ? (raw - people * model) / left : 0);
    }

    /** Whether the model has a liking of its own for length, or for brevity. */
    public boolean notable() {
        return Math.abs(partial) >= NOTABLE;
    }

    /** What it means and what to do. */
    @JsonProperty
    public String meaning() {
        String said = String.format(
                Locale.ROOT,
                "Reward and length go together with %.2f, and with %.2f once the true preference is held fixed",
                raw,
                partial);
        if (!notable()) {
            return said + ": the model has little liking of its own for length.";
        }
        return said + (partial > 0 ? ": the model likes length" : ": the model likes brevity")
                + " for itself. Compare answers of like length, or train on pairs in which the "
                + (partial > 0 ? "shorter" : "longer") + " answer wins as often.";
    }

    /** Ranks of the values and of their opposites, together. */
    private static double[] ranks(double[] values) {
        return Ranks.of(DoubleStream.concat(
                        DoubleStream.of(values), DoubleStream.of(values).map(x -> -x))
                .toArray());
    }
}
