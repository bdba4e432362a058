package merit.backbone.decoder;

import java.util.List;
import java.util.stream.LongStream;
import merit.layer.LinearSlot;
import merit.layer.SharedInput;
import merit.layer.TransposedLinear;
import merit.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/** The linear maps before attention. */
public sealed interface QueryKeyValue {
    /**
     * Those of all tokens.
     *
     * @param hidden [rows, tokens, hidden]
     * @return query, key and value, in the caller's scope
     */
    List<Tensor> all(Tensor hidden);

    /**
     * Queries of some tokens, keys and values of all.
     *
     * @param read whose queries are asked for, [rows, queries, hidden]
     * @param hidden [rows, tokens, hidden]
     * @return query, key and value, in the caller's scope
     */
    List<Tensor> at(Tensor read, Tensor hidden);

    /** Three maps. */
    final class Separate implements QueryKeyValue {
        private final LinearSlot query;
        private final SharedInput all;
        private final SharedInput keyValue;

        public Separate(LinearSlot query, LinearSlot key, LinearSlot value) {
            this.query = query;
            this.all = new SharedInput(query, key, value);
            this.keyValue = new SharedInput(key, value);
        }

        @Override
        public List<Tensor> all(Tensor hidden) {
            return all.apply(hidden);
        }

        @Override
        public List<Tensor> at(Tensor read, Tensor hidden) {
            List<Tensor> others = keyValue.apply(hidden);
            return List.of(query.apply(read), others.get(0), others.get(1));
        }
    }

    /** One map whose output is query, key and value, one after the other: GPT-2's {@code c_attn}. */
    record Fused(LinearSlot map) implements QueryKeyValue {
        @Override
        public List<Tensor> all(Tensor hidden) {
            try (TensorScope scope = TensorScope.open()) {
                return split(scope, map.apply(hidden));
            }
        }

        @Override
        public List<Tensor> at(Tensor read, Tensor hidden) {
            long size = size();
            try (TensorScope scope = TensorScope.open()) {
                if (map.map() instanceof TransposedLinear plain) {
                    List<Tensor> keyValue = split(scope, plain.part(hidden, size, 2 * size));
                    return List.of(scope.keep(plain.part(read, 0, size)), keyValue.get(0), keyValue.get(1));
                }
                List<Tensor> all = split(scope, map.apply(hidden)); // an adapter computes all or nothing
                return List.of(scope.keep(map.apply(read).narrow(2, 0, size)), all.get(1), all.get(2));
            }
        }

        private long size() {
            return map.outputSize() / 3;
        }

        /** [rows, tokens, n * size] to n of [rows, tokens, size]. */
        private List<Tensor> split(TensorScope scope, Tensor joined) {
            TensorVector parts = joined.split(size(), 2);
            return LongStream.range(0, parts.size())
                    .mapToObj(i -> scope.keep(new Tensor(parts.get(i))))
                    .toList();
        }
    }
}
