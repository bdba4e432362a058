package merit.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import merit.preference.DropReason;
import merit.preference.ObjectiveLabels;
import merit.preference.Pairing;
import merit.preference.PreferencePair;
import merit.rewardmodel.ObjectiveLoss;
import merit.rewardmodel.RewardModel;
import merit.tensor.Seed;
import org.jspecify.annotations.Nullable;

/**
 * The encoded labels of a run.
 *
 * @param train to learn from
 * @param held to evaluate on, may be empty
 * @param heldSets the labels of each evaluation set that has a name, by index
 * @param mixture by which data sets are drawn from; null where every pair is seen once a pass
 * @param dropped pairs of both that were left out, by reason
 */
record TrainingSet(
        Lessons train,
        Lessons held,
        Map<String, int[]> heldSets,
        @Nullable Mixture mixture,
        Map<DropReason, Long> dropped) {
    /** @throws IllegalArgumentException where nothing is left to learn from, or the configuration asks for what pairs do not have */
    static TrainingSet ofPairs(
            RowSource source, TrainingConfig config, List<PreferencePair> train, List<PreferencePair> held) {
        Limits.require(
                config.batch().dataWeights().isEmpty(),
                BatchConfig.DATA_WEIGHTS,
                "pairs without names",
                "sets with names; give these to fitSets");
        Limits.require(
                config.objectives().objectiveLoss() == ObjectiveLoss.PAIRWISE,
                "objective_loss regression",
                "pairs",
                "graded answers; give sets to fitSets");
        PairEncoder pairs = new PairEncoder(source, config);
        EncodedPairs learned = required(pairs.encode(Comparison.of(train)), pairs, config);
        return new TrainingSet(learned, pairs.encode(Comparison.of(held)), Map.of(), null, pairs.dropped());
    }

    private static EncodedPairs required(EncodedPairs train, PairEncoder pairs, TrainingConfig config) {
        if (train.size() == 0) {
            Map<DropReason, Long> dropped = pairs.dropped();
            long found = dropped.values().stream().mapToLong(Long::longValue).sum();
            throw new IllegalArgumentException("no pairs to train on: found " + found
                    + (dropped.isEmpty() ? "" : ", dropped " + described(dropped))
                    + "; need at least one whose answers differ within max_length "
                    + config.input().maxLength());
        }
        return train;
    }

    /** The same, from the labels that the objectives ask for: judgements, or grades. */
    static TrainingSet ofSets(RowSource source, TrainingConfig config, NamedSets train, NamedSets held) {
        ObjectivesConfig objectives = config.objectives();
        if (objectives.objectiveLoss() == ObjectiveLoss.PAIRWISE) {
            NamedSets learned = judged(train, objectives);
            NamedSets measured = judged(held, objectives);
            PairEncoder pairs = new PairEncoder(source, config);
            EncodedPairs lessons = required(pairs.encodeSets(learned.all()), pairs, config);
            return new TrainingSet(lessons, pairs.encodeSets(measured.all()), Map.of(), null, pairs.dropped())
                    .named(config, learned, measured);
        }
        GradeEncoder grades = new GradeEncoder(source, config.input().overlong(), objectives);
        TrainingSet set = new TrainingSet(
                grades.encode(train.all()), grades.encode(held.all()), Map.of(), null, grades.dropped());
        if (set.train.size() == 0) {
            throw new IllegalArgumentException("no graded answers to train on: found "
                    + train.all().size() + " prompts"
                    + (set.dropped.isEmpty() ? "" : ", dropped " + described(set.dropped)) + "; need answers graded by "
                    + objectives.objectives());
        }
        return set.named(config, train, held);
    }

    private static NamedSets judged(NamedSets sets, ObjectivesConfig objectives) {
        return objectives.isOneReward()
                ? sets
                : sets.map(set -> ObjectiveLabels.judged(set, objectives.names(), Pairing.ALL));
    }

    /** The same with the names of what is measured, and mixed as is asked for. */
    private TrainingSet named(TrainingConfig config, NamedSets learned, NamedSets measured) {
        Map<String, int[]> labels = measured.labels(held);
        labels.forEach((name, own) -> {
            if (own.length == 0) {
                throw new IllegalArgumentException("evaluation set " + name + ": found nothing in it to measure on"
                        + (dropped.isEmpty() ? "" : ", dropped " + described(dropped))
                        + "; need at least one pair, or leave it out");
            }
        });
        Mixture mixed = Mixture.of(config.batch().dataWeights(), train, learned.labels(train));
        return new TrainingSet(train, held, labels, mixed, dropped);
    }

    /** How many labels each evaluation set has. */
    Map<String, Integer> heldCounts() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        heldSets.forEach((name, labels) -> counts.put(name, labels.length));
        return counts;
    }

    /** What observers hear before the first step. */
    TrainingEvent.Started started(TrainingState state, RewardModel model) {
        return new TrainingEvent.Started(
                train.size(),
                mixedSets(),
                held.size(),
                heldCounts(),
                dropped,
                state.stepsPerEpoch(),
                state.maxSteps(),
                model.parameterCount(),
                model.trainedParameterCount());
    }

    /** What is drawn of each data set in a pass; empty where every pair is seen once. */
    List<MixedSet> mixedSets() {
        return mixture == null ? List.of() : mixture.sets();
    }

    /** The items of each step of one pass over the data, the same for one seed. */
    List<int[]> steps(TrainingConfig config, int epoch) {
        Seed seed = new Seed(config.seed());
        return EpochOrder.steps(
                mixture == null ? train.byPrompt() : mixture.byPrompt(epoch, seed),
                config.batch().pairsPerStep(),
                seed.of(epoch).random("shuffle"));
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
