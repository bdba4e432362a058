package merit.training;

import merit.loss.SquaredLoss;
import merit.rewardmodel.Objectives;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;

/** The squared error of outputs against grades, in standard deviations from the mean of each objective. */
final class GradeLoss implements StepLoss {
    private final GradedRows rows;
    private final Objectives objectives;

    /** @param objectives with the means and deviations of their grades */
    GradeLoss(GradedRows rows, Objectives objectives) {
        this.rows = rows;
        this.objectives = objectives;
    }

    @Override
    public Verdict part(Tensor outputs, int[] labels, RowPositions positions, double stepWeight) {
        long width = outputs.size(1);
        long[] places = new long[labels.length];
        float[] targets = new float[labels.length];
        float[] weights = new float[labels.length];
        for (int l = 0; l < labels.length; l++) {
            GradedRows.Grade grade = rows.grades().get(labels[l]);
            Objectives.Part part = objectives.parts().get(grade.output());
            places[l] = positions.of(rows.rowOf(labels[l])) * width + grade.output();
            targets[l] = (float) ((grade.value() - part.mean()) / part.deviation());
            weights[l] = grade.weight();
        }
        Tensor given = outputs.reshape(-1).index_select(0, Tensors.of(places, places.length)); // [labels]
        Tensor cost = new SquaredLoss().part(given, targets, weights, stepWeight);
        return new Verdict(cost, Tensors.floats(given), new float[0]);
    }

    /** Accuracy, ties and margin are over every two answers to one prompt whose grades by an objective differ. */
    @Override
    public StepMetrics metrics(double loss, int[] labels, float[] first, float[] second) {
        GradedRows.Compared compared = rows.compared(labels, first);
        return StepMetrics.of(loss, rows.weight(labels), compared.better(), compared.worse())
                .withRewards(first.length, first);
    }
}
