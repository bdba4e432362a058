package merit.evaluation.metric;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.hipparchus.stat.correlation.KendallsCorrelation;
import org.hipparchus.stat.correlation.SpearmansCorrelation;
import org.jspecify.annotations.Nullable;

/**
 * Whether scores put the candidates of a prompt into the order of their true ratings; each figure is a mean over prompts.
 *
 * <p>Where scores are equal, NDCG and MRR are the expectation over a random order among them, and the correlations are those of
 * tied ranks. A prompt whose scores are all equal has correlation 0.
 *
 * @param spearman correlation of ranks, over prompts with three candidates or more; null without any
 * @param kendall tau-b (Biometrika 33, 1945), over the same prompts: right less wrong orders of two candidates, as a share
 * @param ordered how many prompts these two have
 * @param ndcg over all candidates (Järvelin and Kekäläinen, ACM TOIS 20, 2002) with the rating itself as
 *     gain and log2 of rank + 1 as discount; where the data has ratings below 0, all are raised by the lowest
 * @param mrr one over the place of the first best-rated candidate
 */
public record RankingMetrics(
        @Nullable Interval spearman, @Nullable Interval kendall, int ordered, Interval ndcg, Interval mrr) {

    /** @param prompts each with ratings that differ */
    static RankingMetrics of(List<RatedPrompt> prompts, ClusteredBootstrap bootstrap) {
        List<RatedPrompt> three =
                prompts.stream().filter(p -> p.ratings().size() >= 3).toList();
        double lowest = Math.min(
                0,
                prompts.stream()
                        .flatMap(p -> p.ratings().stream())
                        .mapToDouble(Double::doubleValue)
                        .min()
                        .orElse(0));
        List<Interval> all = bootstrap.means(
                Clusters.ofPrompts(prompts),
                column(prompts, p -> ndcg(p, lowest)),
                column(prompts, RankingMetrics::mrr));
        List<Interval> orders = three.isEmpty()
                ? List.of()
                : bootstrap.means(
                        Clusters.ofPrompts(three),
                        column(three, RankingMetrics::spearman),
                        column(three, RankingMetrics::kendall));
        return new RankingMetrics(
                orders.isEmpty() ? null : orders.get(0),
                orders.isEmpty() ? null : orders.get(1),
                three.size(),
                all.get(0),
                all.get(1));
    }

    private static double[] column(List<RatedPrompt> prompts, ToDoubleFunction<RatedPrompt> value) {
        return prompts.stream().mapToDouble(value).toArray();
    }

    static double spearman(RatedPrompt prompt) {
        double rho = new SpearmansCorrelation().correlation(scores(prompt), ratings(prompt));
        return Double.isNaN(rho) ? 0 : rho;
    }

    private static double kendall(RatedPrompt prompt) {
        double tau = new KendallsCorrelation().correlation(scores(prompt), ratings(prompt));
        return Double.isNaN(tau) ? 0 : tau;
    }

    static double ndcg(RatedPrompt prompt, double lowest) {
        double[] gains =
                Arrays.stream(ratings(prompt)).map(rating -> rating - lowest).toArray();
        double ideal = gained(gains, gains);
        return ideal == 0 ? 0 : gained(gains, scores(prompt)) / ideal;
    }

    /** Candidates in descending order of {@code by}; each of several equal ones gets the mean gain of them all. */
    private static double gained(double[] gains, double[] by) {
        int[] order = descending(by);
        double gained = 0;
        for (int start = 0, end; start < order.length; start = end) {
            double gain = 0;
            double discount = 0;
            for (end = start; end < order.length && by[order[end]] == by[order[start]]; end++) {
                gain += gains[order[end]];
                discount += Math.log(2) / Math.log(end + 2);
            }
            gained += gain / (end - start) * discount;
        }
        return gained;
    }

    static double mrr(RatedPrompt prompt) {
        double[] scores = scores(prompt);
        double best = Selection.best(prompt.ratings());
        int[] order = descending(scores);
        for (int start = 0, end; start < order.length; start = end) {
            int found = 0;
            for (end = start; end < order.length && scores[order[end]] == scores[order[start]]; end++) {
                found += prompt.ratings().get(order[end]) == best ? 1 : 0;
            }
            if (found > 0) {
                return expectedReciprocal(start, end - start, found);
            }
        }
        throw new IllegalStateException("no candidate has the best rating");
    }

    /** Mean of 1 / place of the first of {@code best} among {@code tied} in random order, after {@code before} others. */
    private static double expectedReciprocal(int before, int tied, int best) {
        double expected = 0;
        double none = 1;
        for (int place = 0; place + best <= tied; place++) {
            double here = (double) best / (tied - place);
            expected += none * here / (before + place + 1);
            none *= 1 - here;
        }
        return expected;
    }

    private static int[] descending(double[] values) {
        return IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer k) -> values[k]).reversed())
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** Without -0.0, which ranks would put below 0.0. */
    private static double[] scores(RatedPrompt prompt) {
        return prompt.scores().stream().mapToDouble(score -> score + 0.0).toArray();
    }

    private static double[] ratings(RatedPrompt prompt) {
        return prompt.ratings().stream().mapToDouble(rating -> rating + 0.0).toArray();
    }
}
