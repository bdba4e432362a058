package merit.training;

import java.util.List;
import java.util.Map;
import merit.encoding.RowEncoder;
import merit.preference.DropReason;
import merit.preference.PreferencePair;

/**
 * The encoded pairs of a run.
 *
 * @param train to learn from
 * @param held to evaluate on, may be empty
 * @param dropped pairs of both that were left out, by reason
 */
record TrainingSet(EncodedPairs train, EncodedPairs held, Map<DropReason, Long> dropped) {
    /** @throws IllegalArgumentException where nothing is left to learn from */
    static TrainingSet encode(
            RowEncoder encoder, InputConfig config, List<PreferencePair> train, List<PreferencePair> held) {
        PairEncoder pairs = new PairEncoder(encoder, config.overlong());
        TrainingSet set = new TrainingSet(pairs.encode(train), pairs.encode(held), pairs.dropped());
        if (set.train.size() == 0) {
            throw new IllegalArgumentException("no pairs to train on: found " + train.size()
                    + (set.dropped.isEmpty() ? "" : ", dropped " + described(set.dropped))
                    + "; need at least one whose answers differ within max_length " + config.maxLength());
        }
        return set;
    }

    int stepsPerEpoch(BatchConfig batch) {
        return (train.size() + batch.pairsPerStep() - 1) / batch.pairsPerStep();
    }

    private static String described(Map<DropReason, Long> dropped) {
        return String.join(
                ", ",
                dropped.entrySet().stream()
                        .map(entry -> entry.getValue() + " " + entry.getKey().label())
                        .toList());
    }
}
