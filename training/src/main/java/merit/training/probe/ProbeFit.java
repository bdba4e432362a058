package merit.training.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import merit.layer.HeadWeights;
import merit.tensor.Gradients;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * Fits heads on features that are known: standardises them, chooses how many of the first features to read, how strong a penalty,
 * and whether products of features help, all by folds of prompts; and solves to the end. For the engine thread.
 *
 * @param features of rows
 * @param rows how many there are
 * @param width of all their features
 * @param penalty on features of variance 1; 0 for the best of some
 * @param products along how many directions features are multiplied with one another, where folds are better with that; 0 for none
 */
public record ProbeFit(FeatureRows features, int rows, int width, double penalty, int products) {
    /**
     * What came of it.
     *
     * @param features how many of the first ones are read
     * @param outputs one an output
     * @param head whose scores of the training rows have the mean 0
     * @param converged whether all fits came to an end
     */
    public record Answer(int features, List<Output> outputs, HeadWeights head, boolean converged) {
        /** The mean log-loss of pairs that were left out, over all outputs. */
        public double loss() {
            return outputs.stream().mapToDouble(Output::loss).average().orElse(Double.NaN);
        }
    }

    /**
     * What was chosen for an output. Loss and accuracy are a little better than those of new prompts: they are the best of all widths,
     * penalties and products that were tried, of features that were standardised over the rows of all folds.
     *
     * @param penalty on features of variance 1
     * @param loss mean log-loss of pairs in folds that were left out
     * @param accuracy share of them that are told rightly
     */
    public record Output(double penalty, double loss, double accuracy) {}

    /**
     * What is fitted in the end.
     *
     * @param width how many of the first features are read
     * @param products of them, or null
     * @param kernels of each output's pairs
     * @param best penalty of each output
     */
    private record Choice(
            int width, @Nullable FeatureProducts products, List<PairKernel> kernels, List<PenaltyChoice.Best> best) {
        /** Over the pairs of all outputs, by their weights, as training by steps counts them. */
        double loss(List<ProbePairs> outputs) {
            return IntStream.range(0, best.size())
                    .mapToDouble(output ->
                            outputs.get(output).totalWeight() * best.get(output).loss())
                    .sum();
        }

        /** The same, whose kernels have grown beyond its width, with new ones. */
        Choice of(List<Tensor> differences) {
            List<PairKernel> narrower =
                    differences.stream().map(PairKernel::new).toList();
            narrower.forEach(kernel -> kernel.widen(width));
            return new Choice(width, products, narrower, best);
        }
    }

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
            Choice linear = linear(standard, outputs, widths);
            Choice more = withProducts(standard, outputs, linear);
            return solved(more != null && more.loss(outputs) < linear.loss(outputs) ? more : linear, outputs, standard);
        }
    }

    private Choice linear(StandardRows standard, List<ProbePairs> outputs, int[] widths) {
        List<Tensor> differences = outputs.stream().map(standard::differences).toList();
        List<PairKernel> kernels = differences.stream().map(PairKernel::new).toList();
        Choice best = null;
        for (int read : widths) {
            kernels.forEach(kernel -> kernel.widen(read));
            Choice next = new Choice(read, null, kernels, best(outputs, kernels));
            best = best == null || next.loss(outputs) < best.loss(outputs) ? next : best;
        }
        Choice chosen = Objects.requireNonNull(best, "there is a width");
        return chosen.width == widths[widths.length - 1] ? chosen : chosen.of(differences);
    }

    private List<PenaltyChoice.Best> best(List<ProbePairs> outputs, List<PairKernel> kernels) {
        return IntStream.range(0, outputs.size())
                .mapToObj(output -> new PenaltyChoice(outputs.get(output), penalty).of(kernels.get(output)))
                .toList();
    }

    private @Nullable Choice withProducts(StandardRows standard, List<ProbePairs> outputs, Choice linear) {
        int count = Math.min(products, Math.min(linear.width, rows) / 2);
        if (count < 1) {
            return null;
        }
        FeatureProducts made = FeatureProducts.of(standard, linear.width, count);
        List<PairKernel> kernels = IntStream.range(0, outputs.size())
                .mapToObj(output -> linear.kernels.get(output).with(made.differences(outputs.get(output))))
                .toList();
        return new Choice(linear.width, made, kernels, best(outputs, kernels));
    }

    private static Answer solved(Choice choice, List<ProbePairs> outputs, StandardRows standard) {
        FittedHead head = new FittedHead(standard, choice.width, choice.products, outputs.size());
        boolean converged = true;
        List<Output> told = new ArrayList<>();
        for (int output = 0; output < outputs.size(); output++) {
            PenaltyChoice.Best best = choice.best.get(output);
            try (TensorScope scope = TensorScope.open()) {
                ProbePairs pairs = outputs.get(output);
                PairKernel kernel = choice.kernels.get(output);
                Tensor penalties = Tensors.zeros(ScalarType.Double, 1).add(Tensors.scalar(best.penalty()));
                KernelFit.Answer answer = new KernelFit(kernel, pairs.probabilityColumn())
                        .solve(new KernelFit.Problem(pairs.all(), penalties), kernel.closest());
                head.put(output, kernel.weights(answer.dual()).squeeze(1));
                converged &= best.converged() && answer.converged();
            }
            told.add(new Output(best.penalty(), best.loss(), best.accuracy()));
        }
        return new Answer(choice.width, told, head.weights(), converged);
    }
}
