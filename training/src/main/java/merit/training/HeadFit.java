package merit.training;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import merit.loss.PairTargets;
import merit.store.Digest;
import merit.tensor.Gradients;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A penalised logistic regression on the differences of pairs' features, for one output. The penalty is the best of a few over folds of
 * prompts.
 *
 * @param data whose rows' features are known
 * @param prompts the output's pairs, by prompt
 */
record HeadFit(EncodedPairs data, List<int[]> prompts) {
    /** On features of variance 1; from strong to weak, each starting from the one before. */
    private static final double[] PENALTIES = {10, 3, 1, 0.3, 0.1, 0.03};

    private static final int FOLDS = 5;
    private static final int FEWEST_PROMPTS = 2 * FOLDS;

    /** Rows that are copied into the engine at once: one Java array would be too short for all. */
    private static final int ROWS_A_COPY = 64;

    /** @param output index of the output */
    static HeadFit of(EncodedPairs data, int output) {
        return new HeadFit(data, PromptPairs.of(data, output));
    }

    /**
     * What was found.
     *
     * @param penalty the best one
     * @param loss of pairs in folds that were left out
     * @param converged whether the fits of this penalty came to an end
     * @param weights of features as they are, [features]
     * @param bias with which the rows' scores have the mean 0
     */
    @SuppressWarnings("ArrayRecordComponent") // neither compared nor kept
    record Answer(double penalty, double loss, boolean converged, float[] weights, float bias) {}

    /** Whether there are prompts enough for folds. */
    boolean isPossible() {
        return prompts.size() >= FEWEST_PROMPTS;
    }

    /**
     * By which the fit is told from others: of all that decides on its answer.
     *
     * @param features of each row
     */
    String key(List<float[]> features) {
        MessageDigest sha = Digest.sha256();
        ByteBuffer row = ByteBuffer.allocate(Float.BYTES * features.get(0).length);
        for (float[] values : features) {
            row.asFloatBuffer().put(values);
            sha.update(row.array());
        }
        for (int[] pairs : prompts) {
            PairTargets targets = data.targets(pairs);
            ByteBuffer labels = ByteBuffer.allocate(Integer.BYTES * (1 + 4 * pairs.length));
            labels.putInt(pairs.length);
            for (int i = 0; i < pairs.length; i++) {
                labels.putInt(data.chosen()[pairs[i]]).putInt(data.rejected()[pairs[i]]);
                labels.putFloat(targets.probabilities()[i]).putFloat(targets.weights()[i]);
            }
            sha.update(labels.array());
        }
        return HexFormat.of().formatHex(sha.digest());
    }

    /** The best head. On the engine thread. */
    Answer solve(List<float[]> features) {
        try (TensorScope scope = TensorScope.open();
                Gradients off = Gradients.off()) {
            Tensor raw = joined(features); // [rows, features]
            Tensor spread = raw.std(new long[] {0}, true).clamp_min(Tensors.scalar(1e-6)); // [features]
            Tensor scaled = raw.div(spread);
            Best best = best(scaled);
            LogisticFit all = problem(scaled, pairs(prompt -> true));
            LogisticFit.Answer answer = all.solve(best.penalty, Tensors.zeros(ScalarType.Double, scaled.size(1)));
            Tensor weights = answer.weights().div(spread); // [features]
            return new Answer(
                    best.penalty, best.loss, best.converged && answer.converged(), Tensors.floats(weights), (float)
                            -Tensors.item(raw.mv(weights).mean()));
        }
    }

    /** [rows, features], in fp64, in the current scope. */
    private static Tensor joined(List<float[]> rows) {
        int width = rows.get(0).length;
        Tensor all = Tensors.zeros(ScalarType.Double, rows.size(), width);
        for (int from = 0; from < rows.size(); from += ROWS_A_COPY) {
            try (TensorScope scope = TensorScope.open()) {
                int[] part = IntStream.range(from, Math.min(rows.size(), from + ROWS_A_COPY))
                        .toArray();
                all.narrow(0, from, part.length).copy_(Tensors.ofRows(rows, part));
            }
        }
        return all;
    }

    /** @param converged whether the fits of this penalty came to an end */
    private record Best(double penalty, double loss, boolean converged) {}

    private Best best(Tensor scaled) {
        double[] losses = new double[PENALTIES.length];
        int[] converged = new int[PENALTIES.length];
        for (int fold = 0; fold < FOLDS; fold++) {
            int out = fold;
            LogisticFit inside = problem(scaled, pairs(prompt -> prompt % FOLDS != out));
            LogisticFit outside = problem(scaled, pairs(prompt -> prompt % FOLDS == out));
            Tensor weights = Tensors.zeros(ScalarType.Double, scaled.size(1));
            for (int p = 0; p < PENALTIES.length; p++) {
                LogisticFit.Answer answer = inside.solve(PENALTIES[p], weights);
                weights = answer.weights();
                converged[p] += answer.converged() ? 1 : 0;
                losses[p] += outside.loss(weights) / FOLDS;
            }
        }
        int best = IntStream.range(0, losses.length)
                .reduce((a, b) -> losses[b] < losses[a] ? b : a)
                .orElseThrow();
        return new Best(PENALTIES[best], losses[best], converged[best] == FOLDS);
    }

    private int[] pairs(IntPredicate chosen) {
        return IntStream.range(0, prompts.size())
                .filter(chosen)
                .flatMap(prompt -> IntStream.of(prompts.get(prompt)))
                .toArray();
    }

    private LogisticFit problem(Tensor scaled, int[] pairs) {
        int[] chosen = IntStream.of(pairs).map(pair -> data.chosen()[pair]).toArray();
        int[] rejected = IntStream.of(pairs).map(pair -> data.rejected()[pair]).toArray();
        Tensor differences = scaled.index_select(0, Tensors.of(chosen, chosen.length))
                .sub(scaled.index_select(0, Tensors.of(rejected, rejected.length))); // [pairs, features]
        PairTargets targets = data.targets(pairs);
        Tensor weights = Tensors.of(targets.weights(), pairs.length).to(ScalarType.Double);
        return new LogisticFit(
                differences,
                Tensors.of(targets.probabilities(), pairs.length).to(ScalarType.Double),
                weights.div(Tensors.scalar(targets.totalWeight())));
    }
}
