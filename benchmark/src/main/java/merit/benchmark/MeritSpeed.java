package merit.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import merit.backbone.PretrainedBackbone;
import merit.encoding.TokenRow;
import merit.preference.PreferencePair;
import merit.rewardmodel.Pooling;
import merit.rewardmodel.RewardModel;
import merit.rewardmodel.RewardModelScorer;
import merit.scoring.ScoreInput;
import merit.tensor.Precision;
import merit.training.RewardTrainer;
import merit.training.TrainingConfig;
import merit.training.TrainingEvent;
import merit.training.TrainingOptions;

/** Merit's own side of {@link SpeedComparison}. */
final class MeritSpeed {
    private final CommonOptions common;
    private final TrainingConfig config;

    MeritSpeed(CommonOptions common, int maxLength, int pairsPerStep) {
        this(
                common,
                TrainingOptions.with(
                        common.config(),
                        Map.of(
                                "max_length",
                                maxLength,
                                "per_device_train_batch_size",
                                pairsPerStep,
                                "gradient_accumulation_steps",
                                1,
                                "num_train_epochs",
                                1)));
    }

    private MeritSpeed(CommonOptions common, TrainingConfig config) {
        this.common = common;
        this.config = config;
    }

    /** The same with another pooling. */
    MeritSpeed with(Pooling pooling) {
        return new MeritSpeed(common, config.with("pooling", pooling.name()));
    }

    /** Whether linear maps multiply in bf16. */
    boolean isBf16() {
        return config.precision() == Precision.BF16;
    }

    /** Rank of the adapter that is trained; 0 where all weights are. */
    int loraRank() {
        return config.adapt().lora().usePeft() ? config.adapt().lora().loraR() : 0;
    }

    /** One pass over the pairs; the first steps are not timed. */
    Rate trainingSteps(List<PreferencePair> pairs, int untimed) {
        List<TrainingEvent.StepDone> steps = new ArrayList<>();
        common.engine();
        try (RewardModel model = newModel()) {
            new RewardTrainer(model, config, event -> {
                        if (event instanceof TrainingEvent.StepDone step) {
                            steps.add(step);
                        }
                    })
                    .fit(pairs, List.of());
        } catch (IOException e) {
            throw new UncheckedIOException("training failed: " + e.getMessage(), e);
        }
        List<TrainingEvent.StepDone> timed = steps.subList(untimed, steps.size());
        return new Rate(
                timed.stream().mapToLong(TrainingEvent.StepDone::tokens).sum(),
                timed.stream().mapToDouble(TrainingEvent.StepDone::seconds).sum());
    }

    /** Both answers of each pair, once untimed and once timed, tokenising included. */
    Rate scoring(List<PreferencePair> pairs) {
        List<ScoreInput> inputs = CompanyCheck.inputs(pairs, Integer.MAX_VALUE);
        common.engine();
        try (RewardModel model = newModel()) {
            RewardModelScorer scorer = RewardModelScorer.of(model, common.model);
            Set<TokenRow> distinct = new LinkedHashSet<>();
            inputs.forEach(input -> distinct.add(scorer.encode(input)));
            scorer.score(inputs);
            long start = System.nanoTime();
            scorer.score(inputs);
            double seconds = (System.nanoTime() - start) / 1e9;
            return new Rate(distinct.stream().mapToLong(TokenRow::length).sum(), seconds);
        }
    }

    /** The shapes of the forward passes in scoring. */
    List<Shape> scoreShapes(List<PreferencePair> pairs) {
        return Shape.of(lengths(pairs), config.batch().forwardTokens());
    }

    /** The shapes of the forward passes in training steps of so many pairs. */
    List<Shape> stepShapes(List<PreferencePair> pairs) {
        int pairsPerStep = config.batch().pairsPerStep();
        List<Shape> shapes = new ArrayList<>();
        for (int from = 0; from < pairs.size(); from += pairsPerStep) {
            List<PreferencePair> step = pairs.subList(from, Math.min(pairs.size(), from + pairsPerStep));
            shapes.addAll(Shape.of(lengths(step), config.batch().forwardTokens()));
        }
        return shapes;
    }

    private int[] lengths(List<PreferencePair> pairs) {
        try (RewardModel model = newModel()) {
            return CompanyCheck.inputs(pairs, Integer.MAX_VALUE).stream()
                    .mapToInt(input -> input.encodedBy(model.encoder()).length())
                    .toArray();
        }
    }

    private RewardModel newModel() {
        return RewardTrainer.newModel(PretrainedBackbone.open(common.model), config);
    }
}
