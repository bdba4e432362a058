package merit.layer;

import merit.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Cosines and sines by which the features of a batch's queries and keys are turned.
 *
 * @param cos [rows or 1, 1, tokens, size]
 * @param sin shaped as cos
 * @param pairing which features are turned together
 */
public record RotaryAngles(Tensor cos, Tensor sin, Rotary.Pairing pairing) {
    /** Turns the first {@code size} features: [rows, heads, tokens, headSize] to the same, in the caller's scope. */
    public Tensor turn(Tensor states) {
        long size = cos.size(3);
        long rest = states.size(3) - size;
        try (TensorScope scope = TensorScope.open()) {
            Tensor turning = rest == 0 ? states : states.narrow(3, 0, size);
            Tensor turned = turning.mul(cos).add(quarterTurn(turning).mul(sin));
            return scope.keep(rest == 0 ? turned : join(turned, states.narrow(3, size, rest), 3));
        }
    }

    /** Each pair (a, b) as (-b, a). */
    private Tensor quarterTurn(Tensor states) {
        long half = cos.size(3) / 2;
        if (pairing == Rotary.Pairing.HALVES) {
            return join(states.narrow(3, half, half).neg(), states.narrow(3, 0, half), 3);
        }
        Tensor pairs = states.unflatten(3, half, 2); // [rows, heads, tokens, size / 2, 2]
        return join(pairs.narrow(4, 1, 1).neg(), pairs.narrow(4, 0, 1), 4).flatten(3, 4);
    }

    /**
     * The angles of some tokens of each row.
     *
     * @param positions which, [rows] or [rows, positions]
     * @return [rows, 1, positions, size], in the caller's scope
     */
    public RotaryAngles at(Tensor positions) {
        try (TensorScope scope = TensorScope.open()) {
            return new RotaryAngles(scope.keep(at(cos, positions)), scope.keep(at(sin, positions)), pairing);
        }
    }

    private static Tensor at(Tensor values, Tensor positions) {
        long rows = positions.size(0);
        return values.expand(rows, -1, -1, -1)
                .gather(2, positions.view(rows, 1, -1, 1).expand(-1, -1, -1, values.size(3)));
    }

    private static Tensor join(Tensor first, Tensor second, long dimension) {
        return torch.cat(new TensorVector(first, second), dimension);
    }
}
