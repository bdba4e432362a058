package merit.evaluation.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import merit.preference.Candidate;
import merit.preference.CandidateSet;
import merit.preference.Judgement;
import merit.scoring.Guard;
import org.jspecify.annotations.Nullable;

/**
 * What a guard does to answers that it was not fitted on. Intervals resample prompts.
 *
 * @param good answers that should pass
 * @param bad answers that should be blocked
 * @param falseBlocks share of the good ones that are blocked
 * @param misses share of the bad ones that pass
 * @param auc chance that a good answer gets a higher reward than a bad one, across prompts: what any threshold can do
 */
public record GuardMetrics(int good, int bad, Interval falseBlocks, Interval misses, Interval auc) {

    /** Good and bad answers with their rewards, each with the key of its prompt. */
    public record Sides(TwoSampleArea.Sample good, TwoSampleArea.Sample bad) {
        /**
         * The chosen answers against the rejected ones of all pairs, each answer of a set once; or, with a rating from which
         * on an answer is good, all rated candidates.
         *
         * @param rating an attribute of the candidates, with {@code from}; or null
         */
        public static Sides of(List<ScoredSet> scored, @Nullable String rating, double from) {
            Column good = new Column(new ArrayList<>(), new ArrayList<>());
            Column bad = new Column(new ArrayList<>(), new ArrayList<>());
            for (ScoredSet one : scored) {
                CandidateSet set = one.set();
                for (int k = 0; k < set.candidates().size(); k++) {
                    Boolean isGood = rating == null
                            ? chosen(set, k)
                            : rated(set.candidates().get(k), rating, from);
                    if (isGood != null) {
                        (isGood ? good : bad).add(one.cluster(), one.scores().get(k));
                    }
                }
            }
            if (good.values().isEmpty() || bad.values().isEmpty()) {
                throw new IllegalArgumentException("a guard needs answers of both kinds: found "
                        + good.values().size()
                        + " good and " + bad.values().size() + " bad, need at least one of each; give pairs, or rated"
                        + " candidates with a rating from which on they are good");
            }
            return new Sides(good.sample(), bad.sample());
        }

        /** Whether a candidate is only ever chosen, or only ever rejected; null where neither. */
        private static @Nullable Boolean chosen(CandidateSet set, int candidate) {
            boolean won = false;
            boolean lost = false;
            for (Judgement judgement : set.judgements()) {
                boolean first = judgement.probability() > 0.5;
                won |= !judgement.isTie() && candidate == (first ? judgement.i() : judgement.j());
                lost |= !judgement.isTie() && candidate == (first ? judgement.j() : judgement.i());
            }
            return won == lost ? null : Boolean.valueOf(won);
        }

        private static @Nullable Boolean rated(Candidate candidate, String rating, double from) {
            Double value = candidate.attributes().get(rating);
            return value == null ? null : Boolean.valueOf(value >= from);
        }
    }

    private record Column(List<String> keys, List<Double> values) {
        void add(String key, double value) {
            keys.add(key);
            values.add(value);
        }

        TwoSampleArea.Sample sample() {
            return new TwoSampleArea.Sample(
                    keys, values.stream().mapToDouble(Double::doubleValue).toArray());
        }
    }

    /**
     * The highest threshold that blocks no more than the stated share of good answers: of n, the one of rank floor(share
     * (n + 1)), so that the share holds on average for new answers of the same kind, and not only for these (split conformal
     * prediction, Vovk et al. 2005).
     *
     * @throws IllegalArgumentException where there are too few good answers for so small a share, or it is none
     */
    public static Guard fit(Sides sides, double falseBlocks) {
        Guard.checkRate(falseBlocks);
        double[] rewards = sides.good().values().clone();
        Arrays.sort(rewards);
        int rank = (int) Math.floor(falseBlocks * (rewards.length + 1) + 1e-9);
        if (rank < 1) {
            throw new IllegalArgumentException("rate of false blocks: found " + falseBlocks + " and " + rewards.length
                    + " good answers, need " + (int) Math.ceil(1 / falseBlocks - 1)
                    + " or more for such a rate; bring more data, or allow more");
        }
        return new Guard(rewards[Math.min(rank, rewards.length) - 1], falseBlocks, rewards.length);
    }

    /** What {@code guard} does to these answers. */
    public static GuardMetrics of(Guard guard, Sides sides, ClusteredBootstrap bootstrap) {
        return new GuardMetrics(
                sides.good().values().length,
                sides.bad().values().length,
                share(sides.good(), guard, true, bootstrap),
                share(sides.bad(), guard, false, bootstrap),
                TwoSampleArea.of(sides.good(), sides.bad(), bootstrap.level()));
    }

    private static Interval share(
            TwoSampleArea.Sample sample, Guard guard, boolean blocked, ClusteredBootstrap bootstrap) {
        return bootstrap.share(
                Clusters.of(sample.keys()),
                Arrays.stream(sample.values())
                        .map(reward -> guard.blocks(reward) == blocked ? 1 : 0)
                        .toArray());
    }
}
