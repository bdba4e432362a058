package merit.loss;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Negative log-likelihood of rankings under Luce's choice axiom (1959) and Plackett's analysis of permutations (1975), ListMLE where
 * scores are learnt (Xia et al., "Listwise approach to learning to rank", ICML 2008): place by place an answer is chosen, with a
 * probability in proportion to e^r, among itself and those that come after it. A ranking costs the sum over places i of log(sum
 * over j from i on of e^(r_j)) - r_i; one of two answers is a pair of Bradley and Terry's.
 *
 * <p>A ranking is given by its judgements. An answer competes with those that were judged worse: not with its equals, so that ties
 * claim no order and cost nothing between themselves, and where only the best was told from the rest, that choice alone counts.
 */
final class PlackettLuceLoss implements PreferenceLoss {
    private final RewardPenalty penalty;

    PlackettLuceLoss(LossConfig config) {
        this.penalty = new RewardPenalty(config.centerRewardsCoefficient(), config.rewardBound());
    }

    @Override
    public Tensor part(Tensor rewards, Comparisons judged, double stepWeight) {
        Tensor cost = places(rewards, judged);
        Tensor added =
                penalty.of(Comparisons.picked(rewards, judged.first()), Comparisons.picked(rewards, judged.second()));
        if (added != null) {
            float[] weights = judged.targets().weights();
            cost = cost.add(added.mul(Tensors.of(weights, weights.length)).sum());
        }
        return cost.mul(new Scalar(1.0 / stepWeight));
    }

    /** What all places cost, each by the weight of its list. */
    private static Tensor places(Tensor rewards, Comparisons judged) {
        Map<Place, Set<Integer>> worse = new LinkedHashMap<>();
        Map<Integer, Float> weights = new LinkedHashMap<>();
        for (int k = 0; k < judged.size(); k++) {
            Place place = new Place(judged.lists()[k], judged.first()[k]);
            worse.computeIfAbsent(place, own -> new LinkedHashSet<>()).add(judged.second()[k]);
            weights.merge(place.list, judged.targets().weights()[k], Float::sum);
        }
        int most = worse.values().stream().mapToInt(Set::size).max().orElse(0);
        Rectangle places = new Rectangle(worse.size(), 1 + most);
        worse.forEach((place, others) -> places.add(place.answer, others, weights.getOrDefault(place.list, 0f)));
        return places.cost(rewards);
    }

    /** An answer of a list. */
    private record Place(int list, int answer) {}

    /** Places with the answers of each, padded to the largest. */
    private static final class Rectangle {
        private final int width;
        private final int[] answers;
        private final float[] outside;
        private final float[] weights;
        private int filled;

        Rectangle(int places, int width) {
            this.width = width;
            answers = new int[places * width];
            outside = new float[places * width];
            weights = new float[places];
        }

        /** @param others that come after the answer */
        void add(int answer, Set<Integer> others, float weight) {
            int next = filled * width;
            Arrays.fill(answers, next, next + width, answer);
            Arrays.fill(outside, next + 1 + others.size(), next + width, Float.NEGATIVE_INFINITY);
            for (int other : others) {
                answers[++next] = other;
            }
            weights[filled++] = weight;
        }

        Tensor cost(Tensor rewards) {
            Tensor all = Comparisons.picked(rewards, answers).reshape(filled, width); // [places, width]
            Tensor leads = all.sub(all.narrow(1, 0, 1)); // of each before the answer itself, which is the first
            Tensor cost = leads.add(Tensors.of(outside, filled, width)).logsumexp(1); // [places]
            return cost.mul(Tensors.of(weights, filled)).sum();
        }
    }
}
