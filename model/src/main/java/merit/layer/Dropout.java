package merit.layer;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Dropout (Srivastava et al., 2014), shared by all places of one backbone so that one number sets it. Off at 0. */
public final class Dropout {
    private double probability;

    /**
     * @param probability of dropping a value, 0 or more and less than 1
     */
    public void probability(double probability) {
        if (!(probability >= 0 && probability < 1)) {
            throw new IllegalArgumentException("dropout: found " + probability + ", need 0 or more and less than 1");
        }
        this.probability = probability;
    }

    public double probability() {
        return probability;
    }

    /** The input itself where dropout is off. */
    public Tensor apply(Tensor input) {
        return probability == 0 ? input : torch.dropout(input, probability, true);
    }
}
