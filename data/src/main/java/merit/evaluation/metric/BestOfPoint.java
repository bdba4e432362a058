package merit.evaluation.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What to expect of sampling N answers to a prompt and keeping the one with the highest reward.
 *
 * <p>Of a prompt with M candidates, the mean over all ways to draw N of them without replacement, in closed form: with the
 * candidates in ascending order of score, number i is the pick in C(i-1, N-1) of the C(M, N) draws. So the estimate is
 * unbiased for N fresh answers. Candidates with equal scores share their chances.
 *
 * @param answers N
 * @param prompts those with N candidates or more: where prompts have different numbers, neighbouring points are not of quite
 *     the same prompts, and {@code random} and {@code best} show by how much that moves the curve
 * @param rating mean true rating of the pick
 * @param random mean true rating of any candidate of these prompts
 * @param best mean true rating of the best of N, which a perfect judge would pick
 * @param divergence ln N - (N - 1) / N: no more than this many nats lie between the answers picked and the answers sampled
 *     (Kullback-Leibler; a bound, Beirami et al. 2024)
 */
public record BestOfPoint(int answers, int prompts, Interval rating, double random, double best, double divergence) {

    /** One point for each N, from 1 to the largest number of candidates. */
    static List<BestOfPoint> curve(List<RatedPrompt> prompts, ClusteredBootstrap bootstrap) {
        int most = prompts.stream().mapToInt(p -> p.ratings().size()).max().orElse(0);
        List<BestOfPoint> points = new ArrayList<>();
        for (int n = 1; n <= most; n++) {
            int answers = n;
            points.add(of(
                    answers,
                    prompts.stream().filter(p -> p.ratings().size() >= answers).toList(),
                    bootstrap));
        }
        return points;
    }

    private static BestOfPoint of(int answers, List<RatedPrompt> prompts, ClusteredBootstrap bootstrap) {
        double[] picked = prompts.stream()
                .mapToDouble(p -> expected(p, p.scores(), answers))
                .toArray();
        return new BestOfPoint(
                answers,
                prompts.size(),
                bootstrap.mean(Clusters.ofPrompts(prompts), picked),
                prompts.stream()
                        .mapToDouble(p -> expected(p, p.scores(), 1))
                        .average()
                        .orElseThrow(),
                prompts.stream()
                        .mapToDouble(p -> expected(p, p.ratings(), answers))
                        .average()
                        .orElseThrow(),
                Math.log(answers) - (answers - 1.0) / answers);
    }

    /** The mean rating of the candidate that is highest in {@code by} among {@code answers} drawn at random. */
    static double expected(RatedPrompt prompt, List<Double> by, int answers) {
        double[] values = by.stream().mapToDouble(value -> value + 0.0).toArray();
        int[] order = Order.ascending(values);
        double[] chances = chances(values.length, answers);
        double expected = 0;
        for (int start = 0, end; start < order.length; start = end) {
            double rating = 0;
            for (end = start; end < order.length && values[order[end]] == values[order[start]]; end++) {
                rating += prompt.ratings().get(order[end]);
            }
            double chance = Arrays.stream(chances, start, end).sum();
            expected += chance * rating / (end - start);
        }
        return expected;
    }

    /** [candidates] in ascending order: the chance to be the highest of {@code answers} drawn. */
    private static double[] chances(int candidates, int answers) {
        double[] chances = new double[candidates];
        double chance = (double) answers / candidates;
        for (int i = candidates; i >= answers; i--) {
            chances[i - 1] = chance;
            chance *= i > 1 ? (double) (i - answers) / (i - 1) : 0;
        }
        return chances;
    }
}
