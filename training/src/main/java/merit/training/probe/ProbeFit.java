package merit.training.probe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import merit.tensor.Gradients;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Fits linear heads on features that are known: standardises them, chooses how many of the first features to read and how strong
 * a penalty by folds of prompts, and solves to the end. For the engine thread.
 */
public final class ProbeFit {
    private final FeatureRows features;
    private final int rows;
    private final int width;
    private final double penalty;

    /**
     * @param rows how many there are
     * @param width of all their features
     * @param penalty on features of variance 1; 0 for the best of some
     */
    public ProbeFit(FeatureRows features, int rows, int width, double penalty) {
        this.features = features;
        this.rows = rows;
        this.width = width;
        this.penalty = penalty;
    }

    /**
     * What came of it.
     *
     * @param features how many of the first ones are read
     * @param outputs one an output
     * @param weights of the features, not standardised, [outputs * features]
     * @param biases with which the training rows' mean score is 0, [outputs]
     * @param converged whether all fits came to an end
     */
    @SuppressWarnings("ArrayRecordComponent") // neither compared nor kept
    public record Answer(int features, List<Output> outputs, float[] weights, float[] biases, boolean converged) {
        /** The mean log-loss of pairs that were left out, over all outputs. */
        public double loss() {
            return outputs.stream().mapToDouble(output -> output.loss).average().orElse(Double.NaN);
        }
    }

    /**
     * What was chosen for an output.
     *
     * @param penalty on features of variance 1
     * @param loss mean log-loss of pairs in folds that were left out
     * @param accuracy share of them that are told rightly
     */
    public record Output(double penalty, double loss, double accuracy) {}

    /**
     * The best head.
     *
     * @param outputs the pairs of each output
     * @param widths how many of the first features may be read, ascending
     */
    public Answer fit(List<ProbePairs> outputs, int[] widths) {
        try (TensorScope scope = TensorScope.open();
                Gradients off = Gradients.off()) {
            StandardRows standard = StandardRows.of(features, rows, width);
            List<Tensor> differences =
                    outputs.stream().map(standard::differences).toList();
            PenaltyChoice.Best[][] tried = new PenaltyChoice.Best[outputs.size()][];
            for (int output = 0; output < tried.length; output++) {
                tried[output] = tried(differences.get(output), outputs.get(output), widths);
            }
            int best = IntStream.range(0, widths.length)
                    .reduce((a, b) -> loss(tried, b) < loss(tried, a) ? b : a)
                    .orElseThrow();
            return solved(outputs, differences, Arrays.stream(tried).map(each -> each[best]).toList(), widths[best], standard);
        }
    }

    private static double loss(PenaltyChoice.Best[][] tried, int choice) {
        return Arrays.stream(tried).mapToDouble(output -> output[choice].loss()).sum();
    }

    private PenaltyChoice.Best[] tried(Tensor differences, ProbePairs pairs, int[] widths) {
        try (TensorScope scope = TensorScope.open()) {
            PairKernel kernel = new PairKernel(differences);
            PenaltyChoice choice = new PenaltyChoice(pairs, penalty);
            PenaltyChoice.Best[] tried = new PenaltyChoice.Best[widths.length];
            for (int i = 0; i < widths.length; i++) {
                kernel.widen(widths[i]);
                tried[i] = choice.of(kernel);
            }
            return tried;
        }
    }

    private Answer solved(
            List<ProbePairs> outputs,
            List<Tensor> differences,
            List<PenaltyChoice.Best> chosen,
            int read,
            StandardRows standard) {
        float[] weights = new float[outputs.size() * read];
        float[] biases = new float[outputs.size()];
        boolean converged = true;
        List<Output> told = new ArrayList<>();
        for (int output = 0; output < biases.length; output++) {
            PenaltyChoice.Best best = chosen.get(output);
            try (TensorScope scope = TensorScope.open()) {
                PairKernel kernel = new PairKernel(differences.get(output));
                kernel.widen(read);
                ProbePairs pairs = outputs.get(output);
                Tensor penalties = Tensors.zeros(ScalarType.Double, 1).add(Tensors.scalar(best.penalty()));
                KernelFit.Answer answer = new KernelFit(kernel, pairs.probabilityColumn())
                        .solve(new KernelFit.Problem(pairs.all(), penalties), kernel.closest());
                Tensor raw = kernel.weights(answer.combination()).squeeze(1).div(standard.spread().narrow(0, 0, read));
                System.arraycopy(Tensors.floats(raw), 0, weights, output * read, read);
                biases[output] = (float) -Tensors.item(standard.mean().narrow(0, 0, read).dot(raw));
                converged &= best.converged() && answer.converged();
            }
            told.add(new Output(best.penalty(), best.loss(), best.accuracy()));
        }
        return new Answer(read, told, weights, biases, converged);
    }
}
