package merit.evaluation.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import merit.evaluation.metric.ClusteredBootstrap;
import merit.evaluation.metric.Clusters;
import merit.evaluation.metric.Interval;
import merit.evaluation.metric.ScoredPair;
import merit.evaluation.metric.ScoredSet;
import merit.preference.CandidateSet;
import merit.preference.Origin;
import merit.preference.PreferencePair;
import merit.preference.PreferenceSplit;
import org.jspecify.annotations.Nullable;

/**
 * Labels that are probably flipped: pairs on which a judge that has not seen them is sure of the opposite. The share of flips
 * is estimated from what the surest bets lose, see {@link NoiseFit}; each disagreement then has a chance of being a flip.
 *
 * <p>It takes the judge's differences to be log-odds up to a factor, and flips to fall at random. A weak judge is never sure,
 * so it finds nothing; a judge that was trained on these labels knows them by heart and finds nothing either.
 *
 * @param pairs looked at
 * @param right share of pairs in which the judge agrees with the label, ties half: how good it is
 * @param surest the same in the fifth of the pairs of which it is surest
 * @param share estimated share of flipped labels, with its interval; null where the judge is not surely right in three of four
 *     of its surest bets, so that flips cannot be told from its own mistakes
 * @param suspects labels more likely flipped than not, the most likely first; none where the interval reaches down to 0
 */
public record LabelNoise(
        int pairs,
        Interval right,
        Interval surest,
        @Nullable Interval share,
        List<Suspect> suspects) {
    private static final int FOLDS = 5;
    private static final long SEED = 42;
    private static final int MOST_PAIRS = 50_000;
    private static final int RESAMPLES = 200;
    private static final int FEWEST = 100;

    /** An estimate below this is no noise: the interval reaches down to 0. */
    private static final double NONE = 0.005;

    private static final double LIKELY = 0.5;
    private static final double SUREST = 0.2;
    private static final double ENOUGH = 0.75;

    /** A feature beside the words: the logarithm of the number of characters. No text holds such a word. */
    private static final String LENGTH = "\u0000length";

    /**
     * @param difference the judge's score of the chosen less that of the rejected answer: below 0
     * @param flipped chance that the label is a flip
     */
    public record Suspect(Origin origin, double difference, double flipped) {}

    private record Judged(PreferencePair pair, double difference, String cluster) {}

    public LabelNoise {
        suspects = List.copyOf(suspects);
    }

    /** Whether some labels are flipped, by more than chance. */
    public boolean isFound() {
        return share != null && share.low() > 0;
    }

    /**
     * Judged by words and length of the answers, over five folds of first user turns; of more than 50,000 pairs some, evenly
     * over the data. Null with fewer than a hundred pairs or five first user turns.
     */
    public static @Nullable LabelNoise of(List<CandidateSet> sets, ClusteredBootstrap bootstrap) {
        List<PreferencePair> all =
                sets.stream().flatMap(set -> set.pairs().stream()).toList();
        int step = Math.max(1, (all.size() + MOST_PAIRS - 1) / MOST_PAIRS);
        List<PreferencePair> pairs = IntStream.range(0, all.size())
                .filter(k -> k % step == 0)
                .mapToObj(all::get)
                .toList();
        List<String> keys =
                pairs.stream().map(pair -> PreferenceSplit.groupKey(pair.set())).toList();
        if (pairs.size() < FEWEST || keys.stream().distinct().count() < FOLDS) {
            return null;
        }
        double[] differences = differences(pairs, keys);
        return found(
                IntStream.range(0, pairs.size())
                        .mapToObj(k -> new Judged(pairs.get(k), differences[k], keys.get(k)))
                        .toList(),
                bootstrap);
    }

    /** Judged by scores that were made without these labels. Null with fewer than a hundred pairs. */
    public static @Nullable LabelNoise ofScores(List<ScoredSet> scored, ClusteredBootstrap bootstrap) {
        List<ScoredPair> scores = ScoredSet.pairsOf(scored);
        List<PreferencePair> pairs =
                scored.stream().flatMap(set -> set.set().pairs().stream()).toList();
        if (pairs.size() < FEWEST) {
            return null;
        }
        return found(
                IntStream.range(0, pairs.size())
                        .mapToObj(k -> new Judged(
                                pairs.get(k),
                                scores.get(k).difference(),
                                scores.get(k).cluster()))
                        .toList(),
                bootstrap);
    }

    private static double[] differences(List<PreferencePair> pairs, List<String> keys) {
        List<HashedWords> features = pairs.parallelStream()
                .map(pair -> features(pair.chosen()).minus(features(pair.rejected())))
                .toList();
        Map<String, Integer> foldOf = new PreferenceSplit(SEED).foldOf(keys, FOLDS);
        int[] folds = keys.stream().mapToInt(key -> foldOf.getOrDefault(key, 0)).toArray();
        double[] differences = new double[pairs.size()];
        IntStream.range(0, FOLDS).parallel().forEach(fold -> {
            List<HashedWords> others = IntStream.range(0, folds.length)
                    .filter(k -> folds[k] != fold)
                    .mapToObj(features::get)
                    .toList();
            double[] weights = new DualAscent(others, BagOfWords.DEFAULT_PENALTY).weights();
            for (int k = 0; k < folds.length; k++) {
                if (folds[k] == fold) {
                    differences[k] = features.get(k).dot(weights);
                }
            }
        });
        return differences;
    }

    private static HashedWords features(String answer) {
        return HashedWords.of(answer).with(LENGTH, Math.log1p(answer.length()));
    }

    private static LabelNoise found(List<Judged> judged, ClusteredBootstrap bootstrap) {
        Clusters clusters = Clusters.of(judged.stream().map(Judged::cluster).toList());
        double[] credits = judged.stream()
                .mapToDouble(one -> one.difference() > 0 ? 1 : one.difference() == 0 ? 0.5 : 0)
                .toArray();
        Bets bets = new Bets(judged.stream().mapToDouble(Judged::difference).toArray());
        int[] sure = bets.surest(SUREST);
        Interval right = bootstrap.share(clusters, credits);
        Interval surest = sure.length == 0
                ? right
                : bootstrap.share(
                        Clusters.of(IntStream.of(sure)
                                .mapToObj(k -> judged.get(k).cluster())
                                .toList()),
                        IntStream.of(sure).mapToDouble(k -> credits[k]).toArray());
        if (surest.low() < ENOUGH) {
            return new LabelNoise(judged.size(), right, surest, null, List.of());
        }
        NoiseFit fit = bets.fit();
        Interval share = interval(fit.share(), resampled(fit, bets, clusters), bootstrap.level());
        List<Suspect> suspects = new ArrayList<>();
        for (Judged one : judged) {
            double flipped = fit.flipped(Math.abs(one.difference()));
            if (share.low() > 0 && one.difference() < 0 && flipped >= LIKELY) {
                suspects.add(new Suspect(one.pair().set().origin(), one.difference(), flipped));
            }
        }
        suspects.sort(Comparator.comparingDouble(Suspect::flipped).reversed().thenComparingDouble(Suspect::difference));
        return new LabelNoise(judged.size(), right, surest, share, suspects);
    }

    /** The plain quantiles; 0 where more than half of the tail finds no noise. */
    private static Interval interval(double share, double[] resampled, double level) {
        double[] sorted = resampled.clone();
        Arrays.sort(sorted);
        int tail = (int) Math.floor((1 - level) / 2 * sorted.length);
        double low = sorted[tail];
        double high = sorted[sorted.length - 1 - tail];
        return new Interval(share, low < NONE || share < NONE ? 0 : Math.min(low, share), Math.max(high, share));
    }

    private static double[] resampled(NoiseFit fit, Bets bets, Clusters clusters) {
        SplittableRandom root = new SplittableRandom(SEED);
        List<SplittableRandom> streams =
                IntStream.range(0, RESAMPLES).mapToObj(r -> root.split()).toList();
        return streams.parallelStream()
                .mapToDouble(random -> {
                    int[] weights = new int[clusters.count()];
                    for (int g = 0; g < weights.length; g++) {
                        weights[random.nextInt(weights.length)]++;
                    }
                    return fit.again(bets.bins(k -> weights[clusters.clusterOf(k)]))
                            .share();
                })
                .toArray();
    }
}
