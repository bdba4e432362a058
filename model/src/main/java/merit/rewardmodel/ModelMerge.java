package merit.rewardmodel;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import merit.adapter.AdapterFolder;
import merit.layer.HeadLayout;
import merit.scoring.ScoreInput;
import merit.scoring.TieModel;
import merit.tensor.Engine;
import merit.tensor.Gradients;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;

/** Makes one folder of several: of an adapter and its base, or of runs of one shape. Any thread. */
public final class ModelMerge {
    /** Keys of {@code config.json} that do not say how to compute. */
    private static final Set<String> UNSAID = Set.of("_name_or_path", "transformers_version", "dtype", "torch_dtype");

    private ModelMerge() {}

    /**
     * Writes the model that an adapter and its base are together. It is a run where it is known how prompt and response become what
     * it reads, from the adapter's {@code merit.json} or from the options' template; else a sequence classifier.
     *
     * @param options where the base is, and what an adapter that was made elsewhere reads
     * @param out the folder to write
     * @return the largest difference between a score before and after, over a few texts of all lengths
     * @throws IllegalArgumentException where the adapter does not fit the base
     */
    public static double adapter(Path adapter, ScoringOptions options, Path out) throws IOException {
        if (!AdapterFolder.isAdapter(adapter)) {
            throw new IllegalArgumentException("adapter folder " + adapter + ": found no adapter_config.json, need an"
                    + " adapter as PEFT saves it; of a run that is its folder adapter");
        }
        boolean known = !RewardModelFolder.isPublished(adapter);
        try (RewardModelScorer scorer = RewardModelScorer.open(adapter, options)) {
            List<float[]> before = scores(scorer);
            Engine.run(scorer.model()::mergeAdapter);
            double difference = largest(before, scores(scorer));
            if (!known && options.template() == null) {
                RewardModelFolder.publish(scorer.model(), out);
                return difference;
            }
            RewardModelFolder.save(scorer.model(), out);
            RewardModelFolder.calibrate(out, RewardModelFolder.calibration(adapter));
            return difference;
        }
    }

    /** Of texts and pairs that stand as they are, for which no template is needed, and of which it is known where responses begin. */
    private static List<float[]> scores(RewardModelScorer scorer) {
        return scorer.outputs(GoldenScore.TEXTS.stream()
                .map(text -> scorer.encode(new ScoreInput.Text(text[0], text[1], true)))
                .toList());
    }

    private static double largest(List<float[]> one, List<float[]> other) {
        double largest = 0;
        for (int row = 0; row < one.size(); row++) {
            for (int output = 0; output < one.get(row).length; output++) {
                largest = Math.max(largest, Math.abs(one.get(row)[output] - other.get(row)[output]));
            }
        }
        return largest;
    }

    /**
     * Writes the model whose every weight is the mean over runs: of one base and one shape, as different seeds or data leave them
     * (Wortsman et al., Model soups, 2022).
     *
     * @param runs two or more
     * @param out the folder to write
     * @throws IllegalArgumentException where the runs differ in anything but their weights, or have heads whose weights have no mean
     */
    public static void average(List<Path> runs, Path out) throws IOException {
        try (RewardModel mean = RewardModelFolder.open(runs.get(0))) {
            requireNoSquares(mean, runs.get(0));
            Engine.run(mean::mergeAdapter);
            for (int i = 1; i < runs.size(); i++) {
                double share = 1.0 / (i + 1);
                Path run = runs.get(i);
                try (RewardModel next = RewardModelFolder.open(run)) {
                    Engine.run(() -> {
                        next.mergeAdapter();
                        requireAlike(run + ": cannot be averaged with " + runs.get(0), traits(next), traits(mean));
                        moveTowards(parameters(next), parameters(mean), share);
                    });
                }
            }
            RewardModelFolder.save(mean, out);
        }
    }

    private static Map<String, Tensor> parameters(RewardModel model) {
        Map<String, Tensor> all = model.parameters();
        all.putAll(model.ties().parameters());
        return all;
    }

    private static void moveTowards(Map<String, Tensor> next, Map<String, Tensor> mean, double share) {
        try (TensorScope scope = TensorScope.open();
                Gradients off = Gradients.off()) {
            mean.forEach((name, weight) -> weight.lerp_(next.get(name), Tensors.scalar(share)));
        }
    }

    /** Two runs along whose directions squares are taken do not have these in one order, or with one sign. */
    private static void requireNoSquares(RewardModel model, Path run) {
        HeadLayout.Squares squares = model.head().layout().squares();
        if (squares != null) {
            throw new IllegalArgumentException(run + ": cannot be averaged: found a head with " + squares.count()
                    + " squares of directions of its own, need a linear one; fit it with probe_products 0, or score with"
                    + " several runs (--ensemble)");
        }
    }

    private static void requireAlike(String what, Map<String, String> found, Map<String, String> need) {
        Set<String> traits = new LinkedHashSet<>(need.keySet());
        traits.addAll(found.keySet());
        for (String trait : traits) {
            String wanted = need.getOrDefault(trait, "nothing");
            String other = found.getOrDefault(trait, "nothing");
            if (!wanted.equals(other)) {
                throw new IllegalArgumentException(what + ": found " + trait + " " + other + ", need " + wanted
                        + "; average runs of one base, trained alike");
            }
        }
    }

    /** All that must be alike, from the plainest on. */
    private static Map<String, String> traits(RewardModel model) {
        Map<String, String> traits = new LinkedHashMap<>();
        traits.put("family", model.backbone().family());
        traits.put("layers", Integer.toString(model.backbone().blocks().size()));
        traits.put("hidden size", Integer.toString(model.backbone().hiddenSize()));
        traits.put("pooling", model.pooling().name());
        traits.put("head", model.headKind().name());
        traits.put("reading", model.head().layout().reading().toString());
        traits.put("objectives", model.objectives().toString());
        TieModel ties = model.ties().value();
        traits.put("ties", ties == null ? "none" : ties.rule().label());
        traits.put("encoding", model.encoder().config().toString());
        traits.put(
                "a tokenizer with hash",
                Integer.toString(Arrays.hashCode(model.encoder().tokenizer().json())));
        model.parts().configFile().json().properties().stream()
                .filter(entry -> !UNSAID.contains(entry.getKey()))
                .forEach(entry -> traits.put(entry.getKey(), entry.getValue().toString()));
        model.parameters().forEach((name, weight) -> traits.put(name, Arrays.toString(Tensors.shape(weight))));
        return traits;
    }
}
