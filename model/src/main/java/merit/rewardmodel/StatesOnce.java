package merit.rewardmodel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import merit.layer.Reading;
import merit.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** The last block's states of one batch, computed once for all heads that read them. Owns them. For one engine thread. */
final class StatesOnce implements Reading.States, AutoCloseable {
    private final Reading.States computing;
    private final List<Computed> known = new ArrayList<>();

    /** @param computing computes them anew */
    StatesOnce(Reading.States computing) {
        this.computing = computing;
    }

    @SuppressWarnings("ArrayRecordComponent") // compared by what it holds, below
    private record Computed(int @Nullable [] positions, Tensor states) {}

    @Override
    public Tensor at(int @Nullable [] positions) {
        for (Computed one : known) {
            if (Arrays.equals(one.positions(), positions)) {
                return one.states();
            }
        }
        Tensor states = TensorScope.own(computing.at(positions));
        known.add(new Computed(positions, states));
        return states;
    }

    /** How often states were computed. */
    int computations() {
        return known.size();
    }

    @Override
    public void close() {
        known.forEach(one -> one.states().close());
    }
}
