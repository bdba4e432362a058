package merit.evaluation.metric;

import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How well scores rank and select candidates whose true ratings are known.
 *
 * <p>A prompt whose ratings are all equal says nothing and is left out. Where several candidates share the best rating, each
 * of them is a right pick. Where a rule cannot choose (equal scores, equal lengths), its figure is the expectation over a
 * random choice among them, so an arbitrary order of the file never helps.
 *
 * @param prompts prompts with two candidates or more whose ratings differ
 * @param allEqual prompts left out because every rating is the same
 * @param unrated prompts left out because not every candidate is rated
 * @param ranking how well the whole order is found
 * @param picks what each rule gets
 * @param gains selection accuracy of the reward pick less that of each baseline, paired
 * @param bestRating mean of the best rating: what a perfect pick would get
 * @param wins how often the reward pick is rated above the pick of each baseline
 * @param bestOf what the pick is worth by the number of answers it is made from
 */
public record CandidateMetrics(
        int prompts,
        int allEqual,
        int unrated,
        RankingMetrics ranking,
        Picks picks,
        Gains gains,
        double bestRating,
        WinRates wins,
        List<BestOfPoint> bestOf) {
    /** With fewer prompts a first candidate may be best, or never, by chance. */
    private static final int TELLING = 10;

    public CandidateMetrics {
        bestOf = List.copyOf(bestOf);
    }

    /**
     * Whether the first candidate is always a best one, or never: the file then lists candidates by their rating, and "the
     * first" is no baseline but the truth, or its opposite.
     */
    public boolean orderTellsRating() {
        double first = picks.first().accuracy().value();
        return prompts >= TELLING && (first == 0 || first == 1);
    }

    /**
     * The rules: the first candidate in the file, a random one, the longest one, the one that the language model thought the
     * most probable (null where not every prompt says), the one with the highest score.
     */
    public record Picks(
            Selection first,
            Selection random,
            Selection longest,
            @Nullable Selection likeliest,
            Selection reward) {}

    /** The reward pick against each baseline. */
    public record Gains(
            Interval overFirst,
            Interval overRandom,
            Interval overLongest,
            @Nullable Interval overLikeliest) {}

    /** @throws IllegalArgumentException where no prompt has ratings that differ */
    public static CandidateMetrics of(List<RatedPrompt> rated, ClusteredBootstrap bootstrap) {
        List<RatedPrompt> usable =
                rated.stream().filter(CandidateMetrics::differ).toList();
        if (usable.isEmpty()) {
            throw new IllegalArgumentException("nothing to select from: found " + rated.size()
                    + " rated prompts, and in each of them all ratings are equal; need at least one prompt with a"
                    + " better and a worse candidate");
        }
        Clusters clusters = Clusters.ofPrompts(usable);
        return new CandidateMetrics(
                usable.size(),
                rated.size() - usable.size(),
                0,
                RankingMetrics.of(usable, bootstrap),
                picks(usable, clusters, bootstrap),
                gains(usable, clusters, bootstrap),
                usable.stream()
                        .mapToDouble(p -> Selection.best(p.ratings()))
                        .average()
                        .orElseThrow(),
                WinRates.of(usable, clusters, bootstrap),
                BestOfPoint.curve(usable, bootstrap));
    }

    /** The same figures, of data in which so many more prompts were left out. */
    CandidateMetrics withUnrated(int others) {
        return new CandidateMetrics(prompts, allEqual, others, ranking, picks, gains, bestRating, wins, bestOf);
    }

    private static boolean differ(RatedPrompt prompt) {
        return prompt.ratings().stream().distinct().count() > 1;
    }

    private static Picks picks(List<RatedPrompt> prompts, Clusters clusters, ClusteredBootstrap bootstrap) {
        return new Picks(
                selection(prompts, clusters, bootstrap, RatedPrompt::firstOnly),
                selection(prompts, clusters, bootstrap, RatedPrompt::alike),
                selection(prompts, clusters, bootstrap, RatedPrompt::lengths),
                knowLikelihoods(prompts) ? selection(prompts, clusters, bootstrap, RatedPrompt::byLikelihood) : null,
                selection(prompts, clusters, bootstrap, RatedPrompt::scores));
    }

    private static Selection selection(
            List<RatedPrompt> prompts,
            Clusters clusters,
            ClusteredBootstrap bootstrap,
            Function<RatedPrompt, List<? extends Number>> rule) {
        List<Interval> means = bootstrap.means(
                clusters,
                chances(prompts, rule),
                prompts.stream()
                        .mapToDouble(p -> Selection.rating(p, rule.apply(p)))
                        .toArray());
        return new Selection(bootstrap.bounded(means.get(0), clusters.count()), means.get(1));
    }

    private static Gains gains(List<RatedPrompt> prompts, Clusters clusters, ClusteredBootstrap bootstrap) {
        double[] reward = chances(prompts, RatedPrompt::scores);
        List<Interval> means = bootstrap.means(
                clusters,
                less(reward, chances(prompts, RatedPrompt::firstOnly)),
                less(reward, chances(prompts, RatedPrompt::alike)),
                less(reward, chances(prompts, RatedPrompt::lengths)));
        Interval overLikeliest = knowLikelihoods(prompts)
                ? bootstrap.mean(clusters, less(reward, chances(prompts, RatedPrompt::byLikelihood)))
                : null;
        return new Gains(means.get(0), means.get(1), means.get(2), overLikeliest);
    }

    /** Whether "the most probable" is a rule for all of them. */
    static boolean knowLikelihoods(List<RatedPrompt> prompts) {
        return prompts.stream().allMatch(prompt -> prompt.likelihoods() != null);
    }

    private static double[] chances(List<RatedPrompt> prompts, Function<RatedPrompt, List<? extends Number>> rule) {
        return prompts.stream()
                .mapToDouble(p -> Selection.chance(p, rule.apply(p)))
                .toArray();
    }

    private static double[] less(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(k -> a[k] - b[k]).toArray();
    }
}
