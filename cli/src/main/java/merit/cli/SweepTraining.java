package merit.cli;

import java.io.IOException;
import java.util.List;
import merit.backbone.PretrainedBackbone;
import merit.evaluation.metric.EvaluationOptions;
import merit.evaluation.metric.ScoredSet;
import merit.rewardmodel.FeatureCache;
import merit.rewardmodel.RewardModel;
import merit.tensor.Checksum;
import merit.tensor.Engine;
import merit.training.Features;
import merit.training.NamedSets;
import merit.training.RewardTrainer;
import merit.training.SharedWork;
import merit.training.TrainingConfig;
import merit.training.TrainingDivergedException;
import merit.training.TrainingEvent;
import merit.training.TrainingObserver;
import merit.training.TrainingOptions;

/** Trains the members of a sweep on one backbone, each from a new head, and scores what is held out. Nothing of a model is saved. */
final class SweepTraining implements AutoCloseable {
    private final PretrainedBackbone backbone;
    private final NamedSets train;
    private final NamedSets held;
    private final SharedWork shared;
    private final TrainingObserver display;
    private double featureSeconds;

    /**
     * @param data what to learn from, and what to measure on
     * @param shared by all members
     * @param display is told of features alone
     */
    SweepTraining(PretrainedBackbone backbone, TrainingRun.Request data, SharedWork shared, TrainingObserver display) {
        this.backbone = backbone;
        this.train = data.train();
        this.held = data.held();
        this.shared = shared;
        this.display = display;
    }

    /** The checksum of the backbone's weights. */
    String weights() {
        return Engine.call(() -> Checksum.of(backbone.backbone().parameters()));
    }

    /** How long the backbone took for rows that it had not seen, so far. */
    double featureSeconds() {
        return featureSeconds;
    }

    /** A member from its first step to its scores; one that diverges or is refused has the reason in their place. */
    SweepFolder.Member member(TrainingConfig config) throws IOException {
        double before = featureSeconds;
        long start = System.nanoTime();
        List<List<Double>> scores = List.of();
        String failure = "";
        try (RewardModel model = RewardTrainer.newModel(backbone.again(), config)) {
            scores = trained(model, config);
        } catch (TrainingDivergedException | RefusedException e) {
            failure = String.valueOf(e.getMessage());
        }
        double seconds = (System.nanoTime() - start) / 1e9 - (featureSeconds - before);
        return new SweepFolder.Member(TrainingOptions.of(config), scores, seconds, failure);
    }

    private List<List<Double>> trained(RewardModel model, TrainingConfig config) throws IOException {
        try {
            new RewardTrainer(model, config, this::on).sharing(shared).fitSets(train, held);
            return scored(model, config).stream().map(ScoredSet::scores).toList();
        } catch (IllegalArgumentException e) {
            throw new RefusedException(String.valueOf(e.getMessage()), e);
        }
    }

    /** A model there is, but these settings are not for these data. */
    private static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        RefusedException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private List<ScoredSet> scored(RewardModel model, TrainingConfig config) throws IOException {
        try (FeatureCache features = Features.open(model, config)) {
            return ScoredSet.score(shared.scorer(model, "in a sweep"), held.all(), EvaluationOptions.STANDARD);
        }
    }

    private void on(TrainingEvent event) {
        if (event instanceof TrainingEvent.FeaturesKnown known && known.computed() > 0) {
            featureSeconds += known.seconds();
            display.on(event);
        } else if (event instanceof TrainingEvent.ReadingFeatures) {
            display.on(event);
        }
    }

    @Override
    public void close() {
        backbone.close();
    }
}
