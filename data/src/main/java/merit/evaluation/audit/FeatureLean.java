package merit.evaluation.audit;

import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import merit.evaluation.audit.Giveaways.Giveaway;
import merit.evaluation.audit.Shortcut.Verdict;
import merit.evaluation.metric.ClusteredBootstrap;
import merit.evaluation.metric.ClusteredTest;
import merit.evaluation.metric.Clusters;
import merit.evaluation.metric.Interval;
import merit.evaluation.metric.ScoredPair;
import org.jspecify.annotations.Nullable;

/** The pairs whose answers differ in one feature, and on which side of it the model and people stand. */
final class FeatureLean {
    private static final int ENOUGH_PROMPTS = 30;
    private static final double RARE = 0.05;

    /** A look of the chosen answer this much more or less often than half of the time gives it away. */
    private static final double TELLING = 0.25;

    private final String feature;
    private final List<ScoredPair> pairs;
    private final Clusters clusters;

    /** [pairs]: 1 where people chose the answer that has it, else 0. */
    private final double[] people;

    /** [pairs]: 1 where the model prefers the answer that has it, 0.5 for equal rewards, else 0. */
    private final double[] model;

    private final double probability;
    private final double evenProbability;

    /**
     * P-values adjusted for all that was looked at.
     *
     * @param lean of the model siding with the feature as people do
     * @param people of people siding with it half of the time
     */
    record Adjusted(double lean, double people) {}

    private FeatureLean(String feature, List<ScoredPair> pairs, int[] signs) {
        this.feature = feature;
        this.pairs = pairs;
        this.clusters = Clusters.of(pairs.stream().map(ScoredPair::cluster).toList());
        this.people = IntStream.of(signs).mapToDouble(sign -> sign > 0 ? 1 : 0).toArray();
        this.model = IntStream.range(0, signs.length)
                .mapToDouble(
                        k -> 0.5 + 0.5 * signs[k] * Math.signum(pairs.get(k).difference()))
                .toArray();
        this.probability = ClusteredTest.ofMean(clusters, leans());
        this.evenProbability = ClusteredTest.ofMean(
                clusters, DoubleStream.of(people).map(share -> share - 0.5).toArray());
    }

    /** @param signs 1 where the chosen answer has more of the feature, -1 where the rejected one has, 0 where neither */
    static FeatureLean of(String feature, List<ScoredPair> pairs, int[] signs) {
        int[] differing =
                IntStream.range(0, signs.length).filter(k -> signs[k] != 0).toArray();
        return new FeatureLean(
                feature,
                IntStream.of(differing).mapToObj(pairs::get).toList(),
                IntStream.of(differing).map(k -> signs[k]).toArray());
    }

    boolean isEnough() {
        return clusters.count() >= ENOUGH_PROMPTS;
    }

    /** P-value of no lean. */
    double probability() {
        return probability;
    }

    /** P-value of people siding with the feature half of the time. */
    double evenProbability() {
        return evenProbability;
    }

    /** Whether the feature tells the chosen answer in three of four pairs or more, beyond chance. */
    boolean givesAway(double adjusted) {
        return isEnough() && adjusted < RARE && Math.abs(mean(people) - 0.5) >= TELLING;
    }

    /** Whether the model stands further from even than people do, or on the other side. */
    private boolean isBeyondPeople() {
        double ours = mean(model) - 0.5;
        double theirs = mean(people) - 0.5;
        return ours * theirs < 0 || Math.abs(ours) > Math.abs(theirs);
    }

    Giveaway giveaway(double adjusted, ClusteredBootstrap bootstrap) {
        return new Giveaway(feature, pairs.size(), bootstrap.share(clusters, people), adjusted);
    }

    Shortcut measured(Adjusted adjusted, ClusteredBootstrap bootstrap) {
        if (pairs.isEmpty()) {
            return new Shortcut(feature, 0, 0, null, null, null, null, null, 1, Verdict.TOO_FEW);
        }
        List<Interval> means = bootstrap.means(clusters, people, model, leans());
        return new Shortcut(
                feature,
                pairs.size(),
                clusters.count(),
                bootstrap.bounded(means.get(0), clusters.count()),
                bootstrap.bounded(means.get(1), clusters.count()),
                means.get(2),
                accuracy(k -> people[k] == 1, bootstrap),
                accuracy(k -> people[k] == 0, bootstrap),
                adjusted.lean(),
                verdict(adjusted));
    }

    Verdict verdict(Adjusted adjusted) {
        if (!isEnough()) {
            return Verdict.TOO_FEW;
        }
        double ours = mean(model) - 0.5;
        double theirs = mean(people) - 0.5;
        if (adjusted.lean() < RARE && isBeyondPeople()) {
            return ours > theirs ? Verdict.DRAWN : Verdict.SHUNS;
        }
        boolean alike = ours * theirs > 0 && Math.abs(ours) >= TELLING;
        return alike && givesAway(adjusted.people()) ? Verdict.CONFOUNDED : Verdict.CLEAR;
    }

    private double[] leans() {
        return IntStream.range(0, model.length)
                .mapToDouble(k -> model[k] - people[k])
                .toArray();
    }

    private @Nullable Interval accuracy(IntPredicate which, ClusteredBootstrap bootstrap) {
        List<ScoredPair> some = IntStream.range(0, pairs.size())
                .filter(which)
                .mapToObj(pairs::get)
                .toList();
        return some.isEmpty()
                ? null
                : bootstrap.share(
                        Clusters.of(some.stream().map(ScoredPair::cluster).toList()),
                        some.stream()
                                .mapToDouble(pair -> pair.difference() > 0 ? 1 : 0)
                                .toArray());
    }

    private static double mean(double[] values) {
        return IntStream.range(0, values.length)
                .mapToDouble(k -> values[k])
                .average()
                .orElse(0.5);
    }
}
