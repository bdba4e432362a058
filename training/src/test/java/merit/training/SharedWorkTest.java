package merit.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import merit.dialogue.Conversation;
import merit.evaluation.metric.EvaluationOptions;
import merit.evaluation.metric.ScoredSet;
import merit.preference.CandidateSet;
import merit.preference.PreferencePair;
import merit.rewardmodel.RewardModel;
import merit.rewardmodel.RewardModelScorer;
import merit.scoring.ScoreInput;
import merit.scoring.Scorer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedWorkTest {
    private static final List<CandidateSet> TRAIN = sets(40, 1);
    private static final List<CandidateSet> HELD = sets(20, 2);

    @TempDir
    Path folder;

    private final SharedWork shared = new SharedWork();
    private final List<TrainingEvent> events = new ArrayList<>();

    private static List<CandidateSet> sets(int count, long seed) {
        return TinyBert.pairs(count, seed).stream().map(PreferencePair::set).toList();
    }

    /** Heads that differ in rate, seed, loss, what they read and how they are fitted; each after all others. */
    private Stream<TrainingConfig> members() {
        TrainingConfig head = RewardTrainerTest.TINY
                .with("freeze_backbone", true)
                .with("head_start", "probe")
                .with("num_train_epochs", 2)
                .with("feature_cache", folder.resolve("cache").toString());
        return Stream.of(
                head,
                head.with("seed", 7),
                head.with("head_learning_rate", 1e-3),
                head.with("pooling", "first"),
                head.with("pooling", "pooler").with("seed", 3),
                head.with("loss", "hinge"),
                head.with("label_smoothing", 0.2),
                head.with("head_start", "random"),
                head.with("method", "probe").with("probe_layers", "1"));
    }

    private Map<String, Object> trained(TrainingConfig config, SharedWork work) throws IOException {
        try (RewardModel model = TinyBert.model(folder.resolve("base"), config)) {
            TrainingSummary summary =
                    new RewardTrainer(model, config, events::add).sharing(work).fitSets(TRAIN, HELD);
            List<Object> log = summary.logHistory().stream()
                    .<Object>map(entry -> entry.entrySet().stream()
                            .filter(figure -> !figure.getKey().equals("eval_runtime"))
                            .toList())
                    .toList();
            return Map.of("weights", TinyTraining.weights(model), "log", log, "scores", scores(work, model));
        }
    }

    private static List<ScoredSet> scores(SharedWork work, RewardModel model) {
        List<ScoredSet> shared = ScoredSet.score(work.scorer(model, "shared"), HELD, EvaluationOptions.STANDARD);
        assertThat(shared)
                .isEqualTo(ScoredSet.score(RewardModelScorer.of(model, "alone"), HELD, EvaluationOptions.STANDARD));
        return shared;
    }

    @Test
    void eachMemberEndsBitForBitAsOneThatSharesNothing() throws IOException {
        for (TrainingConfig config : members().toList()) {
            Map<String, Object> alone = trained(config, new SharedWork());
            assertThat(trained(config, shared)).isEqualTo(alone);
        }
    }

    @Test
    void aSecondMemberTokenisesNothingAndFitsNoHeadThatIsKnown() throws IOException {
        TrainingConfig config = members().findFirst().orElseThrow();
        trained(config, shared);
        try (RewardModel model = TinyBert.model(folder.resolve("base"), config)) {
            List<Conversation> all = Stream.concat(TRAIN.stream(), HELD.stream())
                    .flatMap(set -> set.candidates().stream()
                            .map(candidate -> set.prompt().answered(candidate.response())))
                    .toList();
            assertThat(shared.rows().encodeAll(model.encoder(), all, () -> true))
                    .isEqualTo(model.encoder().encodeAll(all));
        }
        assertThat(shared.headsFitted()).isEqualTo(1);
        trained(config.with("seed", 7).with("head_learning_rate", 1e-3).with("loss", "hinge"), shared);
        assertThat(shared.headsFitted()).isEqualTo(1);
        trained(config.with("pooling", "first"), shared);
        assertThat(shared.headsFitted()).isEqualTo(2);
        assertThat(events.stream().filter(TrainingEvent.HeadFitted.class::isInstance))
                .as("each member is told of its head")
                .hasSize(3);
    }

    @Test
    void aFitIsToldFromOthersByItsFeaturesAndByItsPairs() throws IOException {
        TrainingConfig config = RewardTrainerTest.TINY;
        try (RewardModel model = TinyBert.model(folder.resolve("base"), config)) {
            EncodedPairs data = new PairEncoder(RowSource.of(model.encoder()), config).encodeSets(TRAIN);
            List<float[]> features = new ArrayList<>();
            data.rows().forEach(row -> features.add(new float[] {row.length(), 1}));
            HeadFit fit = HeadFit.of(data, 0);
            String key = fit.key(features);
            assertThat(HeadFit.of(data, 0).key(features)).isEqualTo(key);
            assertThat(HeadFit.of(data.only(new int[] {0, 1, 2}), 0).key(features))
                    .isNotEqualTo(key);
            features.get(3)[1] = Math.nextUp(1f);
            assertThat(fit.key(features)).isNotEqualTo(key);
        }
    }

    @Test
    void aStopIsHeededWhileTextsBecomeTokens() throws IOException {
        Path run = folder.resolve("run");
        TrainingConfig config = RewardTrainerTest.TINY;
        try (RewardModel model = TinyBert.model(folder.resolve("base"), config)) {
            RewardTrainer trainer = new RewardTrainer(model, config, events::add, run, Provenance.NONE);
            trainer.stop();
            TrainingSummary summary = trainer.fitSets(TRAIN, HELD);
            assertThat(summary.reason()).isEqualTo(TrainingEvent.StopReason.STOPPED);
            assertThat(summary.steps()).isZero();
            assertThat(events).hasExactlyElementsOfTypes(TrainingEvent.Finished.class);
            assertThat(run).doesNotExist();
            assertThat(trainer.fitSets(TRAIN, HELD).reason()).isEqualTo(TrainingEvent.StopReason.COMPLETED);
        }
    }

    @Test
    void rowsOfARunThatWasStoppedAreRefused() throws IOException {
        try (RewardModel model = TinyBert.model(folder.resolve("base"), RewardTrainerTest.TINY)) {
            RowSource rows = new RowSource(model.encoder(), shared.rows(), events::add, () -> true);
            assertThatThrownBy(() -> rows.rows(List.of(Conversation.of("w1", "w2"))))
                    .isInstanceOf(CancellationException.class);
            assertThatThrownBy(rows::checkStopped).isInstanceOf(CancellationException.class);
        }
    }

    @Test
    void textThatStandsAsItIsHasNoRowToShare() throws IOException {
        try (RewardModel model = TinyBert.model(folder.resolve("base"), RewardTrainerTest.TINY)) {
            Scorer scorer = shared.scorer(model, "shared");
            assertThatThrownBy(() -> scorer.score(List.of(new ScoreInput.Text("w1", null, true))))
                    .hasMessage("found text that stands as it is, need a prompt and its response");
        }
    }
}
