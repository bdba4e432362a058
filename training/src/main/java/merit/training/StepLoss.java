package merit.training;

import merit.loss.PreferenceLoss;
import merit.rewardmodel.RewardModel;
import org.bytedeco.pytorch.Tensor;

/** From the outputs of rows to what labels of them cost. Stateless but for the lessons; for the engine thread. */
interface StepLoss {
    /**
     * What some labels cost.
     *
     * @param cost a scalar, in the caller's scope
     * @param first for each label the output of its chosen row, or of its only one
     * @param second for each label the output of its rejected row; as many or none
     */
    @SuppressWarnings("ArrayRecordComponent") // neither compared nor kept
    record Verdict(Tensor cost, float[] first, float[] second) {}

    /**
     * What these labels add to the mean over a larger step.
     *
     * @param outputs of their rows, [rows, outputs]
     * @param positions where in {@code outputs} each row of the lessons stands
     * @param stepWeight of all labels of the step, {@link Lessons#weight}
     */
    Verdict part(Tensor outputs, int[] labels, RowPositions positions, double stepWeight);

    /** What labels look like under the model, from the outputs that {@link #part} gave for them. */
    StepMetrics metrics(double loss, int[] labels, float[] first, float[] second);

    static StepLoss of(Lessons lessons, TrainingConfig config, RewardModel model) {
        if (lessons instanceof EncodedPairs pairs) {
            return new PairLoss(
                    pairs, PreferenceLoss.of(config.loss(), model.ties().tensor()));
        }
        return new GradeLoss((GradedRows) lessons, model.objectives());
    }
}
