package merit.training;

import java.util.List;
import java.util.Map;
import merit.encoding.RowEncoder;
import merit.loss.LossType;
import merit.preference.CandidateSet;
import merit.preference.DropReason;
import merit.preference.ObjectiveLabels;
import merit.preference.Pairing;
import merit.preference.PreferencePair;
import merit.rewardmodel.ObjectiveLoss;

/**
 * The encoded labels of a run.
 *
 * @param train to learn from
 * @param held to evaluate on, may be empty
 * @param dropped pairs of both that were left out, by reason
 */
record TrainingSet(Lessons train, Lessons held, Map<DropReason, Long> dropped) {
    /** @throws IllegalArgumentException where nothing is left to learn from */
    static TrainingSet ofPairs(
            RowEncoder encoder, TrainingConfig config, List<PreferencePair> train, List<PreferencePair> held) {
        return compared(encoder, config, Comparison.of(train), Comparison.of(held));
    }

    private static TrainingSet compared(
            RowEncoder encoder, TrainingConfig config, List<Comparison> train, List<Comparison> held) {
        if (config.loss().loss() == LossType.PLACKETT_LUCE) {
            requireRanks(train);
            requireRanks(held);
        }
        PairEncoder pairs = new PairEncoder(encoder, config);
        TrainingSet set = new TrainingSet(pairs.encode(train), pairs.encode(held), pairs.dropped());
        if (set.train.size() == 0) {
            throw new IllegalArgumentException("no pairs to train on: found " + train.size()
                    + (set.dropped.isEmpty() ? "" : ", dropped " + described(set.dropped))
                    + "; need at least one whose answers differ within max_length "
                    + config.input().maxLength());
        }
        return set;
    }

    /** The same, from the labels that the objectives ask for: judgements, or grades. */
    static TrainingSet ofSets(
            RowEncoder encoder, TrainingConfig config, List<CandidateSet> train, List<CandidateSet> held) {
        ObjectivesConfig objectives = config.objectives();
        if (objectives.objectiveLoss() == ObjectiveLoss.PAIRWISE) {
            return compared(encoder, config, comparisons(train, config), comparisons(held, config));
        }
        GradeEncoder grades = new GradeEncoder(encoder, config.input().overlong(), objectives);
        TrainingSet set = new TrainingSet(grades.encode(train), grades.encode(held), grades.dropped());
        if (set.train.size() == 0) {
            throw new IllegalArgumentException("no graded answers to train on: found " + train.size() + " prompts"
                    + (set.dropped.isEmpty() ? "" : ", dropped " + described(set.dropped)) + "; need answers graded by "
                    + objectives.objectives());
        }
        return set;
    }

    /** What the objectives ask for, with ties where the loss learns from them. */
    private static List<Comparison> comparisons(List<CandidateSet> sets, TrainingConfig config) {
        ObjectivesConfig objectives = config.objectives();
        boolean ties = config.loss().loss().learnsTies();
        return sets.stream()
                .map(set ->
                        objectives.isOneReward() ? set : ObjectiveLabels.judged(set, objectives.names(), Pairing.ALL))
                .flatMap(set -> set.judgements().stream().map(judgement -> new Comparison(set, judgement)))
                .filter(comparison -> ties || !comparison.isTie())
                .toList();
    }

    private static void requireRanks(List<Comparison> comparisons) {
        for (Comparison comparison : comparisons) {
            double probability = comparison.judgement().probability();
            if (probability != 0 && probability != 1) {
                throw new IllegalArgumentException(comparison.set().origin() + ": loss plackett-luce: found a judgement"
                        + " of probability " + probability + ", need ranks; take the loss k-wise or bradley-terry for"
                        + " soft labels and votes");
            }
        }
    }

    /** A step has so many items, whatever number of labels. */
    int stepsPerEpoch(BatchConfig batch) {
        int items = train.byPrompt().stream().mapToInt(prompt -> prompt.length).sum();
        return (items + batch.pairsPerStep() - 1) / batch.pairsPerStep();
    }

    private static String described(Map<DropReason, Long> dropped) {
        return String.join(
                ", ",
                dropped.entrySet().stream()
                        .map(entry -> entry.getValue() + " " + entry.getKey().label())
                        .toList());
    }
}
