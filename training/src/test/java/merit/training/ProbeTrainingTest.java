package merit.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import merit.layer.TokenMean;
import merit.preference.CandidateSet;
import merit.preference.Judgement;
import merit.preference.PreferencePair;
import merit.rewardmodel.Pooling;
import merit.rewardmodel.RewardModel;
import merit.rewardmodel.RewardModelFolder;
import merit.rewardmodel.RewardModelScorer;
import merit.scoring.TieModel;
import merit.tensor.Engine;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbeTrainingTest {
    private static final TrainingConfig CONFIG =
            RewardTrainerTest.TINY.with("method", "probe").with("feature_cache", "off");

    @TempDir
    Path folder;

    private final List<TrainingEvent> events = new ArrayList<>();

    @Test
    void aProbeTellsAnswersThatBeginWithTheBetterWord() throws IOException {
        try (RewardModel model = TinyBert.model(folder, CONFIG)) {
            TrainingSummary summary = fit(model, CONFIG, betterFirst());
            assertThat(summary.reason()).isEqualTo(TrainingEvent.StopReason.COMPLETED);
            assertThat(summary.steps()).isZero();
            TrainingEvent.Probed probed = probed();
            assertThat(probed.answer().outputs().get(0).accuracy()).isGreaterThan(0.9);
            assertThat(probed.answer().converged()).isTrue();
            assertThat(summary.logHistory().get(0))
                    .containsKeys("probe_loss", "probe_accuracy", "probe_penalty")
                    .containsEntry("probe_converged", true);
            RewardModelScorer scorer = RewardModelScorer.of(model, "");
            assertThat(scorer.score("w39 w38", "w1 w30")).isGreaterThan(scorer.score("w39 w38", "w2 w30"));
        }
    }

    @Test
    void shuffledLabelsTeachNothingAboutPromptsLeftOut() throws IOException {
        try (RewardModel model = TinyBert.model(folder, CONFIG)) {
            Engine.run(() -> model.ties().learn(new TieModel(TieModel.Rule.DAVIDSON, 0.5)));
            fit(model, CONFIG, TinyBert.pairs(200, 1));
            assertThat(model.ties().value()).as("of the former head").isNull();
            assertThat(probed().answer().outputs().get(0).accuracy()).isBetween(0.38, 0.62);
        }
    }

    @Test
    void theBackboneStaysAsItWasAndRewardsOfTheTrainingRowsAverageZero() throws IOException {
        try (RewardModel model = TinyBert.model(folder, CONFIG)) {
            Map<String, float[]> before = weights(model);
            List<PreferencePair> pairs = betterFirst();
            fit(model, CONFIG, pairs);
            Map<String, float[]> after = weights(model);
            after.forEach((name, values) -> {
                if (!name.startsWith("classifier")) {
                    assertThat(values).as(name).containsExactly(before.get(name));
                }
            });
            RewardModelScorer scorer = RewardModelScorer.of(model, "");
            double mean = pairs.stream()
                    .flatMapToDouble(pair -> Arrays.stream(new double[] {
                        scorer.score(pair.prompt().firstUserTurn(), pair.chosen()),
                        scorer.score(pair.prompt().firstUserTurn(), pair.rejected())
                    }))
                    .average()
                    .orElseThrow();
            assertThat(mean).isCloseTo(0, within(1e-3));
        }
    }

    @Test
    void aRunWithCachedFeaturesIsSavedAndHasOnlyTheBlocksThatItReads() throws IOException {
        TrainingConfig half = CONFIG.with("probe_layers", "half").with("feature_cache", folder.resolve("cache"));
        float[] scores;
        try (RewardModel model = TinyBert.model(folder.resolve("base"), half)) {
            new RewardTrainer(model, half, events::add, folder.resolve("run"), Provenance.NONE)
                    .fit(betterFirst(), TinyBert.pairs(4, 3));
            scores = scores(model);
        }
        assertThat(probed().reading().layers()).containsExactly(0, 1);
        assertThat(probed().reading().means()).containsExactly(TokenMean.ANSWER, TokenMean.ALL);
        assertThat(of(TrainingEvent.FeaturesKnown.class).get(0).computed()).isEqualTo(80);
        assertThat(RunStart.read(folder.resolve("run")).finished()).isTrue();
        assertThat(folder.resolve("run/trainer_state.json")).exists();
        try (RewardModel opened = RewardModelFolder.open(folder.resolve("run"))) {
            assertThat(opened.backbone().blocks()).hasSize(1);
            assertThat(scores(opened)).containsExactly(scores, within(1e-5f));
        }
        events.clear();
        try (RewardModel model = TinyBert.model(folder.resolve("base"), half)) {
            fit(model, half, betterFirst());
            assertThat(of(TrainingEvent.FeaturesKnown.class).get(0).computed()).isZero();
            assertThat(scores(model)).containsExactly(scores, within(1e-5f));
        }
    }

    @Test
    void aSavedProbeCanBeTrainedOnBySteps() throws IOException {
        Path run = folder.resolve("run");
        try (RewardModel model = TinyBert.model(folder.resolve("base"), CONFIG)) {
            new RewardTrainer(model, CONFIG, event -> {}, run, Provenance.NONE).fit(betterFirst(), List.of());
        }
        try (RewardModel model = RewardModelFolder.open(run)) {
            assertThat(model.pooling()).isEqualTo(Pooling.LAYERS);
            assertThatThrownBy(() -> fit(model, RewardTrainerTest.TINY.with("gradient_checkpointing", true), List.of()))
                    .as("before anything is encoded")
                    .hasMessage(
                            "gradient_checkpointing: found a head that reads several layers, need one that reads the"
                                    + " last; train it without");
            float[] before = scores(model);
            fit(model, RewardTrainerTest.TINY.with("max_steps", 2).with("learning_rate", 1e-3), betterFirst());
            assertThat(of(TrainingEvent.StepDone.class)).hasSize(2);
            assertThat(scores(model)).isNotEqualTo(before);
        }
    }

    @Test
    void eachObjectiveHasAnOutputOfItsOwnPairs() throws IOException {
        TrainingConfig two = CONFIG.with("objectives", "one,other");
        List<CandidateSet> sets = betterFirst().stream()
                .map(pair -> pair.set()
                        .withJudgements(List.of(
                                Judgement.prefers(0, 1, null).of("one"),
                                Judgement.prefers(1, 0, null).of("other"))))
                .toList();
        try (RewardModel model = TinyBert.model(folder, two)) {
            new RewardTrainer(model, two, events::add).fitSets(sets, List.of());
            float[] outputs = RewardModelScorer.of(model, "")
                    .outputs(List.of(
                            model.encoder().encode("w39", "w1 w30"),
                            model.encoder().encode("w39", "w2 w30")))
                    .get(0);
            assertThat(outputs).hasSize(2);
            assertThat(outputs[0]).isGreaterThan(0.1f).isCloseTo(-outputs[1], within(1e-3f));
        }
    }

    @Test
    void whatMeansNothingToAProbeIsRefused() throws IOException {
        assertThatThrownBy(() -> CONFIG.with("use_peft", true))
                .hasMessage("use_peft: found true, need false with method probe, which changes no backbone");
        assertThatThrownBy(() -> CONFIG.with("label_smoothing", 0.1))
                .hasMessage("loss: found an option of it, need the plain one with method probe");
        for (String wrong : List.of("most", "4-2", "2,2", "1,0", "2-")) {
            assertThatThrownBy(() -> CONFIG.with("probe_layers", wrong))
                    .hasMessageStartingWith("probe_layers: found " + wrong + ", need a number of blocks");
        }
        assertThat(CONFIG.with("probe_layers", "2-2").probe().reading(4, false).layers())
                .containsExactly(2);
        assertThatThrownBy(() -> CONFIG.with("probe_means", "answer,answer"))
                .hasMessage("probe_means: found answer,answer, need different ones of answer, all and last, or auto");
        assertThatThrownBy(() -> CONFIG.with("probe_penalty", -1)).hasMessageStartingWith("probe_penalty: found -1.0");
        try (RewardModel model = TinyBert.model(folder, CONFIG)) {
            assertThatThrownBy(() -> fit(model, CONFIG.with("probe_layers", "3"), betterFirst()))
                    .hasMessageStartingWith("layers: found 3, need at most 2");
            assertThatThrownBy(() -> fit(model, CONFIG, TinyBert.pairs(3, 1)))
                    .hasMessageStartingWith("method probe: found 3 prompts to train on, need 5 or more");
            assertThatThrownBy(() -> new RewardTrainer(model, CONFIG, event -> {}, folder, Provenance.NONE)
                            .resuming()
                            .fit(betterFirst(), List.of()))
                    .hasMessageContaining("found the run of a probe, which takes no steps to go on from");
        }
    }

    @Test
    void aStopLeavesTheModelAsItIs() throws IOException {
        Path run = folder.resolve("run");
        try (RewardModel model = TinyBert.model(folder.resolve("base"), CONFIG)) {
            RewardTrainer[] trainer = new RewardTrainer[1];
            trainer[0] = new RewardTrainer(
                    model,
                    CONFIG,
                    event -> {
                        if (event instanceof TrainingEvent.ReadingFeatures) {
                            trainer[0].stop();
                        }
                    },
                    run,
                    Provenance.NONE);
            assertThat(trainer[0].fit(betterFirst(), List.of()).reason()).isEqualTo(TrainingEvent.StopReason.STOPPED);
            assertThat(model.pooling()).isEqualTo(Pooling.MEAN);
            assertThat(Files.exists(run)).isFalse();
        }
    }

    /** Answers that begin with one word are better than the same with another. */
    private static List<PreferencePair> betterFirst() {
        return IntStream.range(0, 40)
                .mapToObj(p -> "w" + p)
                .map(word -> PreferencePair.of(word, "w1 " + word, "w2 " + word))
                .toList();
    }

    private TrainingSummary fit(RewardModel model, TrainingConfig config, List<PreferencePair> pairs)
            throws IOException {
        return new RewardTrainer(model, config, events::add).fit(pairs, List.of());
    }

    private TrainingEvent.Probed probed() {
        return of(TrainingEvent.Probed.class).get(0);
    }

    private <E extends TrainingEvent> List<E> of(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static float[] scores(RewardModel model) {
        return RewardModelScorer.of(model, "")
                .rewards(TinyBert.pairs(6, 9).stream()
                        .map(pair -> model.encoder().encode(pair.prompt().answered(pair.chosen())))
                        .toList());
    }

    private static Map<String, float[]> weights(RewardModel model) {
        return Engine.call(() -> {
            try (TensorScope scope = TensorScope.open()) {
                Map<String, float[]> values = new LinkedHashMap<>();
                model.parameters().forEach((name, tensor) -> values.put(name, Tensors.floats(tensor.detach())));
                return values;
            }
        });
    }
}
