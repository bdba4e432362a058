package merit.rewardmodel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import merit.layer.ClassificationHead;
import merit.layer.Reading;
import merit.layer.TokenBatch;
import merit.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The last block's states of one batch, and what heads read of them and of other layers, computed once for all heads that read
 * alike. Owns the states; what is read belongs to the scope in which it is asked for. For one engine thread.
 */
final class StatesOnce implements Reading.States, AutoCloseable {
    private final Reading.States computing;
    private final List<Computed> known = new ArrayList<>();
    private final Map<Reading, Tensor> read = new HashMap<>();
    private int walks;

    /** @param computing computes them anew */
    StatesOnce(Reading.States computing) {
        this.computing = computing;
    }

    @SuppressWarnings("ArrayRecordComponent") // compared by what it holds, below
    private record Computed(int @Nullable [] positions, Tensor states) {}

    /** What a head gives; what it reads is the same for all that read alike. */
    Tensor outputs(ClassificationHead head, TokenBatch batch) {
        return head.ofRead(read.computeIfAbsent(head.layout().reading(), reading -> head.read(this, batch)));
    }

    @Override
    public List<Tensor> walk(List<Integer> layers, UnaryOperator<Tensor> reading) {
        walks++;
        return computing.walk(layers, reading);
    }

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
        return known.size() + walks;
    }

    @Override
    public void close() {
        known.forEach(one -> one.states().close());
    }
}
