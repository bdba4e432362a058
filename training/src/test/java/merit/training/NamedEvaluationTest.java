package merit.training;

import static merit.training.RewardTrainerTest.TINY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import merit.preference.CandidateSet;
import merit.preference.PreferencePair;
import merit.rewardmodel.RewardModel;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Evaluation sets with names are measured together and each by itself. */
class NamedEvaluationTest {
    private static final NamedSets TRAIN = NamedSets.of(sets(24, 1));
    private static final List<CandidateSet> FIRST = sets(9, 2);
    private static final List<CandidateSet> SECOND = sets(3, 3);
    private static final TrainingConfig SHORT = TINY.with("max_steps", 3).with("eval_strategy", "epoch");

    /** Rows are packed otherwise among others. */
    private static final Offset<Double> SAME = within(1e-6);

    @TempDir
    private Path folder;

    private static List<CandidateSet> sets(int count, long seed) {
        return TinyBert.pairs(count, seed).stream().map(PreferencePair::set).toList();
    }

    private static NamedSets both() {
        List<CandidateSet> all = new ArrayList<>(FIRST);
        all.addAll(SECOND);
        Map<String, List<CandidateSet>> parts = new LinkedHashMap<>();
        parts.put("first", FIRST);
        parts.put("second", SECOND);
        return new NamedSets(all, parts);
    }

    private TrainingSummary train(String name, TrainingConfig config, NamedSets held) throws IOException {
        try (RewardModel model = TinyBert.model(folder.resolve(name), config)) {
            return new RewardTrainer(model, config, event -> {}, folder.resolve(name + "-run"), Provenance.NONE)
                    .fitSets(TRAIN, held);
        }
    }

    private static Map<String, Object> evaluation(TrainingSummary summary) {
        List<Map<String, Object>> log = summary.logHistory();
        return log.get(log.size() - 1);
    }

    @Test
    void eachHasTheFiguresThatItWouldHaveAlone() throws IOException {
        Map<String, Object> together = evaluation(train("both", SHORT, both()));
        Map<String, Object> first = evaluation(train("one", SHORT, NamedSets.of(FIRST)));
        Map<String, Object> second = evaluation(train("two", SHORT, NamedSets.of(SECOND)));
        for (String metric : WatchConfig.METRICS) {
            assertThat(number(together, "eval_first_" + metric)).isCloseTo(number(first, "eval_" + metric), SAME);
            assertThat(number(together, "eval_second_" + metric)).isCloseTo(number(second, "eval_" + metric), SAME);
        }
        double mean = (9 * number(first, "eval_accuracy") + 3 * number(second, "eval_accuracy")) / 12;
        assertThat(number(together, "eval_accuracy")).isCloseTo(mean, SAME);
        assertThat(Files.readString(folder.resolve("both-run/trainer_state.json")))
                .contains("\"eval_first_loss\"", "\"eval_second_accuracy\"");
        assertThat(Files.readString(folder.resolve("both-run/data.json"))).contains("\"first\" : 9", "\"second\" : 3");
    }

    private static double number(Map<String, Object> entry, String name) {
        return ((Number) Objects.requireNonNull(entry.get(name))).doubleValue();
    }

    @Test
    void withoutNamesTheLogIsAsItWas() throws IOException {
        assertThat(evaluation(train("plain", SHORT, NamedSets.of(both().all()))))
                .containsOnlyKeys(
                        "epoch",
                        "step",
                        "global_step",
                        "eval_loss",
                        "eval_accuracy",
                        "eval_ties",
                        "eval_margin",
                        "eval_mean_reward",
                        "eval_min_reward",
                        "eval_max_reward",
                        "eval_runtime");
    }

    @Test
    void theBestModelMayBeThatOfOneSet() throws IOException {
        TrainingConfig config = TrainingOptions.with(
                SHORT,
                Map.of(
                        "metric_for_best_model",
                        "eval_second_loss",
                        "early_stopping_patience",
                        1,
                        "learning_rate",
                        0.05,
                        "eval_strategy",
                        "steps",
                        "eval_steps",
                        1,
                        "max_steps",
                        40));
        TrainingSummary summary = train("best", config, both());
        List<Double> losses = summary.logHistory().stream()
                .filter(entry -> entry.containsKey("eval_second_loss"))
                .map(entry -> number(entry, "eval_second_loss"))
                .toList();
        int best = losses.size() - 2; // the last one was not better, and patience is one
        assertThat(summary.reason()).isEqualTo(TrainingEvent.StopReason.EARLY_STOPPING);
        assertThat(losses.subList(0, best + 1)).isSortedAccordingTo((a, b) -> Double.compare(b, a));
        assertThat(losses.get(best + 1)).isGreaterThanOrEqualTo(losses.get(best));
        assertThat(summary.bestStep()).contains(best + 1);
    }

    @Test
    void aMetricOfAnotherSetIsRefusedWithTheNearest() {
        TrainingConfig config = SHORT.with("metric_for_best_model", "eval_frist_loss");
        assertThatThrownBy(() -> train("wrong", config, both()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("metric_for_best_model: found frist_loss, need one of loss, accuracy")
                .hasMessageEndingWith("Did you mean first_loss?");
        assertThatThrownBy(() -> SHORT.with("metric_for_best_model", "first_acuracy"))
                .hasMessageEndingWith("Did you mean first_accuracy?");
        assertThatThrownBy(() -> SHORT.with("metric_for_best_model", "los")).hasMessageEndingWith("Did you mean loss?");
    }

    @Test
    void aSetOfWhichNothingIsLeftIsRefused() {
        List<CandidateSet> same =
                List.of(PreferencePair.of("w1", "w2 w3", "w2 w3").set());
        NamedSets held = new NamedSets(same, Map.of("same", same));
        assertThatThrownBy(() -> train("empty", SHORT, held))
                .hasMessageStartingWith("evaluation set same: found nothing in it to measure on")
                .hasMessageContaining("need at least one pair, or leave it out");
    }
}
