package merit.evaluation.metric;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * What picking by one judge is worth to another: of N answers the one that the first rates highest is kept, and rated by the
 * second (Gao, Schulman and Hilton, ICML 2023, with the first as proxy and the second as gold). The first judge's own rating
 * of its picks rises with N whatever they are worth; where the second's turns down, more answers find what pleases the first
 * and nobody else.
 *
 * <p>Both judges' rewards are measured from the mean of a prompt's candidates, in units of their deviation inside prompts, so
 * that one answer is worth 0.
 *
 * @param points one for each N, from 1 to the largest number of candidates
 * @param prompts those with {@code last} candidates or more, on which the last three figures are measured
 * @param last the largest N that half of the prompts reach
 * @param peak the N up to {@code last} whose picks the second judge rates highest
 * @param fall the second judge's rating of picks from {@code peak} answers less that from {@code last}; in deviations
 */
public record OverOptimization(List<Point> points, int prompts, int last, int peak, Interval fall) {
    /**
     * @param prompts those with so many candidates or more
     * @param divergence as of {@link BestOfPoint#divergence}, in nats
     * @param first the first judge's mean rating of its picks
     * @param second the second judge's
     * @param best what picks by the second judge itself would get from it
     */
    public record Point(int answers, int prompts, double divergence, double first, Interval second, double best) {}

    public OverOptimization {
        points = List.copyOf(points);
    }

    /**
     * @param first scores of the judge that picks
     * @param second scores of the other judge for the same sets, in the same order
     * @throws IllegalArgumentException where the sets are others, or none has two candidates
     */
    public static OverOptimization of(List<ScoredSet> first, List<ScoredSet> second, ClusteredBootstrap bootstrap) {
        if (!first.stream()
                .map(ScoredSet::set)
                .toList()
                .equals(second.stream().map(ScoredSet::set).toList())) {
            throw new IllegalArgumentException("two judges are held against each other on the same prompts: found "
                    + first.size() + " and " + second.size() + " of other content; score both on the same data");
        }
        List<RatedPrompt> byFirst = rated(first, first);
        List<RatedPrompt> bySecond = rated(first, second);
        if (byFirst.isEmpty()) {
            throw new IllegalArgumentException("nothing to pick from: found no prompt with two candidates or more");
        }
        int last = reachedByHalf(bySecond);
        List<RatedPrompt> reaching =
                bySecond.stream().filter(p -> p.ratings().size() >= last).toList();
        int peak = peak(reaching, last);
        double[] fall = reaching.stream()
                .mapToDouble(p -> BestOfPoint.expected(p, p.scores(), peak) - BestOfPoint.expected(p, p.scores(), last))
                .toArray();
        return new OverOptimization(
                points(BestOfPoint.curve(byFirst, bootstrap), BestOfPoint.curve(bySecond, bootstrap)),
                reaching.size(),
                last,
                peak,
                bootstrap.mean(Clusters.ofPrompts(reaching), fall));
    }

    private static List<Point> points(List<BestOfPoint> first, List<BestOfPoint> second) {
        List<Point> points = new ArrayList<>();
        for (int k = 0; k < second.size(); k++) {
            BestOfPoint other = second.get(k);
            points.add(new Point(
                    other.answers(),
                    other.prompts(),
                    other.divergence(),
                    first.get(k).rating().value(),
                    other.rating(),
                    other.best()));
        }
        return points;
    }

    /** Whether more answers than {@code peak} make the second judge's rating worse, beyond chance. */
    public boolean isTurning() {
        return peak < last && fall.low() > 0;
    }

    /** What follows, in a sentence. */
    @JsonProperty
    public String conclusion() {
        Interval reached = points.get(last - 1).second();
        if (isTurning()) {
            return String.format(
                    Locale.ROOT,
                    "The second judge rates the pick highest out of %,d answers; out of %,d it is %.2f deviations worse (%.2f to"
                            + " %.2f): more answers find what pleases this model and not the other, so sample no more than %,d.",
                    peak,
                    last,
                    fall.value(),
                    fall.low(),
                    fall.high(),
                    peak);
        }
        if (reached.low() > 0) {
            return String.format(
                    Locale.ROOT,
                    "The second judge rates the pick out of %,d answers %.2f deviations above a random one (%.2f to %.2f), and no"
                            + " turn down shows up to there.",
                    last,
                    reached.value(),
                    reached.low(),
                    reached.high());
        }
        return String.format(
                Locale.ROOT,
                "The second judge does not rate the pick out of %,d answers above a random one beyond chance (%.2f deviations,"
                        + " %.2f to %.2f): on these prompts the two judges do not want the same.",
                last,
                reached.value(),
                reached.low(),
                reached.high());
    }

    /** Sets with a choice, scored by the one and rated by the other. */
    private static List<RatedPrompt> rated(List<ScoredSet> scores, List<ScoredSet> ratings) {
        double deviation = deviation(ratings);
        List<RatedPrompt> prompts = new ArrayList<>();
        for (int k = 0; k < scores.size(); k++) {
            ScoredSet set = scores.get(k);
            List<Double> raw = ratings.get(k).scores();
            if (raw.size() > 1) {
                double mean = mean(raw);
                prompts.add(new RatedPrompt(
                        set.cluster(),
                        raw.stream()
                                .map(rating -> deviation == 0 ? 0 : (rating - mean) / deviation)
                                .toList(),
                        set.scores(),
                        set.set().candidates().stream()
                                .map(candidate -> candidate.response().length())
                                .toList()));
            }
        }
        return prompts;
    }

    /** Of rewards inside prompts: about the mean of each, pooled. */
    private static double deviation(List<ScoredSet> sets) {
        double squares = 0;
        int freedom = 0;
        for (ScoredSet set : sets) {
            double mean = mean(set.scores());
            for (double score : set.scores()) {
                squares += (score - mean) * (score - mean);
            }
            freedom += Math.max(0, set.scores().size() - 1);
        }
        return freedom == 0 ? 0 : Math.sqrt(squares / freedom);
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }

    private static int reachedByHalf(List<RatedPrompt> prompts) {
        List<Integer> counts = prompts.stream()
                .map(p -> p.ratings().size())
                .sorted(Comparator.reverseOrder())
                .toList();
        return counts.get((counts.size() - 1) / 2);
    }

    private static int peak(List<RatedPrompt> prompts, int last) {
        int peak = 1;
        double highest = Double.NEGATIVE_INFINITY;
        for (int n = 1; n <= last; n++) {
            int answers = n;
            double rating = prompts.stream()
                    .mapToDouble(p -> BestOfPoint.expected(p, p.scores(), answers))
                    .average()
                    .orElseThrow();
            if (rating > highest) {
                highest = rating;
                peak = n;
            }
        }
        return peak;
    }
}
