package merit.evaluation.metric;

import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.hipparchus.stat.correlation.SpearmansCorrelation;
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
 * @param spearman rank correlation a prompt, averaged over prompts with three candidates or more; null without any. A
 *     prompt whose scores are all equal counts as 0
 * @param spearmanPrompts how many prompts that average has
 * @param picks what each rule gets
 * @param gains selection accuracy of the reward pick less that of each baseline, paired
 * @param bestRating mean of the best rating: what a perfect pick would get
 * @param wins share of prompts where the reward pick is rated above the first candidate, equal ratings half
 */
public record CandidateMetrics(
        int prompts,
        int allEqual,
        @Nullable Interval spearman,
        int spearmanPrompts,
        Picks picks,
        Gains gains,
        double bestRating,
        Interval wins) {
    /** With fewer prompts a first candidate may be best, or never, by chance. */
    private static final int TELLING = 10;

    /**
     * Whether the first candidate is always a best one, or never: the file then lists candidates by their rating, and "the
     * first" is no baseline but the truth, or its opposite.
     */
    public boolean orderTellsRating() {
        double first = picks.first().accuracy().value();
        return prompts >= TELLING && (first == 0 || first == 1);
    }

    /** The rules: the first candidate in the file, a random one, the longest one, the one with the highest score. */
    public record Picks(Selection first, Selection random, Selection longest, Selection reward) {}

    /** The reward pick against each baseline. */
    public record Gains(Interval overFirst, Interval overRandom, Interval overLongest) {}

    /** @throws IllegalArgumentException where no prompt has ratings that differ */
    public static CandidateMetrics of(List<RatedPrompt> rated, ClusteredBootstrap bootstrap) {
        List<RatedPrompt> usable =
                rated.stream().filter(CandidateMetrics::differ).toList();
        if (usable.isEmpty()) {
            throw new IllegalArgumentException("nothing to select from: found " + rated.size()
                    + " rated prompts, and in each of them all ratings are equal; need at least one prompt with a"
                    + " better and a worse candidate");
        }
        Clusters clusters =
                Clusters.of(usable.stream().map(RatedPrompt::cluster).toList());
        List<RatedPrompt> long3 =
                usable.stream().filter(p -> p.ratings().size() >= 3).toList();
        return new CandidateMetrics(
                usable.size(),
                rated.size() - usable.size(),
                spearman(long3, bootstrap),
                long3.size(),
                picks(usable, clusters, bootstrap),
                gains(usable, clusters, bootstrap),
                usable.stream()
                        .mapToDouble(p -> Selection.best(p.ratings()))
                        .average()
                        .orElseThrow(),
                bootstrap.share(clusters, wins(usable)));
    }

    private static boolean differ(RatedPrompt prompt) {
        return prompt.ratings().stream().distinct().count() > 1;
    }

    private static @Nullable Interval spearman(List<RatedPrompt> prompts, ClusteredBootstrap bootstrap) {
        if (prompts.isEmpty()) {
            return null;
        }
        double[] correlations =
                prompts.stream().mapToDouble(CandidateMetrics::correlation).toArray();
        return bootstrap.mean(
                Clusters.of(prompts.stream().map(RatedPrompt::cluster).toList()), correlations);
    }

    private static double correlation(RatedPrompt prompt) {
        double rho = new SpearmansCorrelation()
                .correlation(
                        prompt.scores().stream()
                                .mapToDouble(score -> score + 0.0)
                                .toArray(),
                        prompt.ratings().stream()
                                .mapToDouble(Double::doubleValue)
                                .toArray());
        return Double.isNaN(rho) ? 0 : rho;
    }

    private static Picks picks(List<RatedPrompt> prompts, Clusters clusters, ClusteredBootstrap bootstrap) {
        return new Picks(
                selection(prompts, clusters, bootstrap, CandidateMetrics::first),
                selection(prompts, clusters, bootstrap, CandidateMetrics::nothing),
                selection(prompts, clusters, bootstrap, RatedPrompt::lengths),
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
                less(reward, chances(prompts, CandidateMetrics::first)),
                less(reward, chances(prompts, CandidateMetrics::nothing)),
                less(reward, chances(prompts, RatedPrompt::lengths)));
        return new Gains(means.get(0), means.get(1), means.get(2));
    }

    private static double[] chances(List<RatedPrompt> prompts, Function<RatedPrompt, List<? extends Number>> rule) {
        return prompts.stream()
                .mapToDouble(p -> Selection.chance(p, rule.apply(p)))
                .toArray();
    }

    /** Equal scores count half a win and half a loss through the expectation over the candidates that share the top. */
    private static double[] wins(List<RatedPrompt> prompts) {
        return prompts.stream()
                .mapToDouble(prompt -> {
                    double first = prompt.ratings().get(0);
                    List<Double> credits = prompt.ratings().stream()
                            .map(rating -> rating > first ? 1 : rating == first ? 0.5 : 0)
                            .toList();
                    return Selection.rating(
                            new RatedPrompt(prompt.cluster(), credits, prompt.scores(), prompt.lengths()),
                            prompt.scores());
                })
                .toArray();
    }

    private static double[] less(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(k -> a[k] - b[k]).toArray();
    }

    /** The first candidate has the highest value. */
    private static List<Integer> first(RatedPrompt prompt) {
        return IntStream.range(0, prompt.ratings().size())
                .mapToObj(k -> k == 0 ? 1 : 0)
                .toList();
    }

    /** No candidate is preferred: a random pick. */
    private static List<Integer> nothing(RatedPrompt prompt) {
        return Collections.nCopies(prompt.ratings().size(), 0);
    }
}
