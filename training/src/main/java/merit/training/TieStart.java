package merit.training;

import merit.loss.LossType;
import merit.rewardmodel.TieParameter;
import merit.scoring.TieModel;
import org.jspecify.annotations.Nullable;

/**
 * From where a tie parameter is learnt: where the model had learnt the same one before, from there; else from the value by which ties are
 * as frequent between equal rewards as in the training data, since a single number at a rate made for weights would take thousands
 * of steps to get there.
 */
final class TieStart {
    private TieStart() {}

    /** Readies a model's tie parameter for a loss; a loss without ties leaves the model none. On the engine thread. */
    static void prepare(TieParameter ties, LossType loss, Lessons train) {
        if (!loss.learnsTies() || !(train instanceof EncodedPairs pairs)) {
            ties.forget();
            return;
        }
        TieModel.Rule rule = loss == LossType.DAVIDSON ? TieModel.Rule.DAVIDSON : TieModel.Rule.RAO_KUPPER;
        TieModel before = ties.value();
        ties.learn(before != null && before.rule() == rule ? before : TieModel.ofShare(rule, pairs.tieShare()));
    }

    /** Puts back what a model knew, so that nothing was prepared. On the engine thread. */
    static void undo(TieParameter ties, @Nullable TieModel before) {
        if (before == null) {
            ties.forget();
        } else {
            ties.learn(before);
        }
    }
}
