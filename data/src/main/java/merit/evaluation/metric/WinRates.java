package merit.evaluation.metric;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How often the reward pick is rated above a baseline's pick of the same prompt, equal ratings half. A rule with several
 * highest candidates picks one of them at random; a random pick may be the reward pick itself, which counts half. The most
 * probable candidate is null where not every prompt says which that is.
 */
public record WinRates(
        Interval overFirst,
        Interval overRandom,
        Interval overLongest,
        @Nullable Interval overLikeliest) {
    static WinRates of(List<RatedPrompt> prompts, Clusters clusters, ClusteredBootstrap bootstrap) {
        List<Interval> means = bootstrap.means(
                clusters,
                column(prompts, RatedPrompt::firstOnly),
                column(prompts, RatedPrompt::alike),
                column(prompts, RatedPrompt::lengths));
        return new WinRates(
                bootstrap.bounded(means.get(0), clusters.count()),
                bootstrap.bounded(means.get(1), clusters.count()),
                bootstrap.bounded(means.get(2), clusters.count()),
                CandidateMetrics.knowLikelihoods(prompts)
                        ? bootstrap.share(clusters, column(prompts, RatedPrompt::byLikelihood))
                        : null);
    }

    private static double[] column(List<RatedPrompt> prompts, Function<RatedPrompt, List<? extends Number>> rule) {
        return prompts.stream().mapToDouble(p -> against(p, rule.apply(p))).toArray();
    }

    private static double against(RatedPrompt prompt, List<? extends Number> rule) {
        List<Double> ratings = prompt.ratings();
        return Selection.expectation(
                prompt.scores(),
                pick -> Selection.expectation(
                        rule, other -> 0.5 + 0.5 * Math.signum(ratings.get(pick) - ratings.get(other))));
    }
}
