package merit.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * max(0, margin - (r_a - r_b)), the hinge of ranking machines (Herbrich, Graepel and Obermayer, "Large margin rank boundaries for
 * ordinal regression", 2000; Joachims, "Optimizing search engines using clickthrough data", 2002). A pair that is right by the margin
 * teaches nothing more; differences are no log-odds.
 *
 * @param margin 1 in the papers
 */
record HingeLoss(double margin) implements OutcomeCost.WithoutTies {
    @Override
    public Tensor won(Tensor lead) {
        return torch.relu(torch.rsub(lead, new Scalar(margin)));
    }
}
