package merit.training;

import static merit.training.RewardTrainerTest.TINY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import merit.loss.LossType;
import merit.preference.CandidateSet;
import merit.preference.PreferencePair;
import merit.rewardmodel.RewardModel;
import merit.tensor.FreeMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The search for the token budget that fits, over memory that is a formula and over real memory. */
class AutoBatchTest {
    @TempDir
    private Path folder;

    /** A hundred for a start, and one a token. */
    private static long plain(int tokens) {
        return 100L + tokens;
    }

    @Test
    void budgetsDoubleUntilTheNextWouldNotFitAndThenTheLargestThatDoes() {
        AutoBatch.Found found = AutoBatch.search(0, 100_000, 6000, AutoBatchTest::plain);
        assertThat(found.trials())
                .extracting(AutoBatch.Trial::tokens)
                .containsExactly(1024, 2048, 4096, 4096 + 1792); // 6000 - 4196 = 1804 tokens more, in pieces of 256
        assertThat(found.best()).isEqualTo(new AutoBatch.Trial(5888, 5988));
        assertThat(found.wholeStep()).isFalse();
    }

    @Test
    void noBudgetIsSmallerThanAListThatIsNeverCut() {
        AutoBatch.Found found = AutoBatch.search(3000, 100_000, 7000, AutoBatchTest::plain);
        assertThat(found.trials()).extracting(AutoBatch.Trial::tokens).containsExactly(3000, 6000, 6000 + 768);
    }

    @Test
    void noBudgetIsLargerThanAStep() {
        AutoBatch.Found found = AutoBatch.search(0, 3000, 1_000_000, AutoBatchTest::plain);
        assertThat(found.trials()).extracting(AutoBatch.Trial::tokens).containsExactly(1024, 2048, 3000);
        assertThat(found.wholeStep()).isTrue();
        assertThat(AutoBatch.search(0, 80, 1_000_000, AutoBatchTest::plain)
                        .best()
                        .tokens())
                .isEqualTo(80);
    }

    @Test
    void whatTurnsOutNotToFitIsNotTaken() {
        AutoBatch.Found found = AutoBatch.search(0, 100_000, 5000, tokens -> tokens > 2048 ? 9000 : tokens);
        assertThat(found.best().tokens()).isEqualTo(2048);
    }

    @Test
    void whereNothingFitsItSaysWhatToDo() {
        assertThatThrownBy(() -> AutoBatch.search(0, 5000, 1_000_000, tokens -> 3_000_000))
                .hasMessage("memory: found room for 1 MB, need 3 MB for the longest rows alone; set"
                        + " gradient_checkpointing, or lower max_length");
    }

    @Test
    void aRealSearchLeavesTheModelAsItWasAndTrainingTakesTheSameSteps() throws IOException {
        assumeThat(FreeMemory.bytes()).isPresent();
        TrainingConfig config = TrainingOptions.with(TINY, Map.of("max_steps", 3, "optim", "sgd"));
        TinyTraining.Result need = new TinyTraining(folder.resolve("plain"), config).run(false, event -> {});
        NamedSets sets = NamedSets.of(
                TinyBert.pairs(24, 1).stream().map(PreferencePair::set).toList());
        AutoBatch.Found found;
        try (RewardModel model = TinyBert.model(folder.resolve("searched"), config)) {
            found = AutoBatch.find(model, config, sets).orElseThrow();
            new RewardTrainer(model, config, event -> {}, folder.resolve("searched-run"), Provenance.NONE)
                    .fitSets(
                            sets,
                            NamedSets.of(TinyBert.pairs(12, 2).stream()
                                    .map(PreferencePair::set)
                                    .toList()));
        }
        assertThat(found.wholeStep()).isTrue();
        assertThat(found.best().tokens()).isBetween(8 * 2 * 7, 8 * 2 * 15);
        assertThat(folder.resolve("searched-run/model.safetensors"))
                .hasSameBinaryContentAs(folder.resolve("plain/run/model.safetensors"));
        assertThat(need.log()).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource(LossType.class)
    void aStepOfWholePromptsIsMeasuredAndNothingIsLearntOfTies(LossType loss) throws IOException {
        assumeThat(FreeMemory.bytes()).isPresent();
        TrainingConfig config = TinyRankings.config(loss);
        List<CandidateSet> sets = TinyRankings.of(6, 1);
        try (RewardModel model = TinyBert.model(folder, config)) {
            AutoBatch.Found found =
                    AutoBatch.find(model, config, NamedSets.of(sets)).orElseThrow();
            assertThat(found.wholeStep()).isTrue();
            assertThat(model.ties().value()).isNull();
            if (loss.scope() != LossType.Scope.PAIR) {
                int ofTwo = sets.stream()
                        .map(AutoBatchTest::tokens)
                        .sorted(Comparator.reverseOrder())
                        .limit(2)
                        .mapToInt(tokens -> tokens)
                        .sum();
                assertThat(found.best().tokens()).isEqualTo(ofTwo);
            }
        }
    }

    /** Of all answers, each with its prompt of one word and three tokens that mark where what begins. */
    private static int tokens(CandidateSet set) {
        return set.candidates().stream()
                .mapToInt(answer -> 4 + answer.response().split(" ").length)
                .sum();
    }

    @Test
    void aFrozenBackboneAndAProbeNeedNone() throws IOException {
        TrainingConfig frozen = TINY.with("freeze_backbone", true);
        try (RewardModel model = TinyBert.model(folder, frozen)) {
            NamedSets sets = NamedSets.of(
                    TinyBert.pairs(4, 1).stream().map(PreferencePair::set).toList());
            assertThat(AutoBatch.find(model, frozen, sets)).isEqualTo(Optional.empty());
            assertThat(AutoBatch.find(model, TINY.with("method", "probe"), sets))
                    .isEqualTo(Optional.empty());
        }
    }
}
