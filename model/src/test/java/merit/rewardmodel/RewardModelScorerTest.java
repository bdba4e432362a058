package merit.rewardmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import merit.scoring.Calibration;
import merit.scoring.Score;
import merit.scoring.ScoreInput;
import merit.scoring.TemperatureScaling;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RewardModelScorerTest {
    @TempDir
    Path folder;

    @Test
    void scoresDoNotDependOnTheCompany() throws IOException {
        try (RewardModel model = TinyBert.model(folder, Pooling.MEAN)) {
            RewardModelScorer scorer = RewardModelScorer.of(model, "tiny");
            List<ScoreInput> inputs = inputs(60);
            List<Score> together = scorer.score(inputs);
            long passes = scorer.forwards();
            double largest = 0;
            for (int i = 0; i < inputs.size(); i++) {
                double alone = scorer.score(List.of(inputs.get(i))).get(0).value();
                largest = Math.max(largest, Math.abs(alone - together.get(i).value()));
            }
            System.out.println("60 rows: " + passes + " passes together, " + (scorer.forwards() - passes)
                    + " alone; largest difference " + largest);
            assertThat(largest).isLessThan(1e-5);
            assertThat(passes).isLessThan(10);
        }
    }

    @Test
    void theCalibrationIsThatOfTheManifestTheModelWasOpenedBy() throws IOException {
        Path run = folder.resolve("run");
        try (RewardModel model = TinyBert.model(folder.resolve("base"), Pooling.MEAN)) {
            RewardModelFolder.save(model, run);
        }
        Calibration saved = new Calibration(new TemperatureScaling(1.31), 468, null);
        RewardModelFolder.calibrate(run, saved);
        try (RewardModelScorer scorer = RewardModelScorer.open(run)) {
            Files.delete(run.resolve("merit.json"));
            assertThat(scorer.calibration()).isEqualTo(saved);
        }
    }

    @Test
    void scoresComeBackInTheOrderOfTheInputs() throws IOException {
        try (RewardModel model = TinyBert.model(folder, Pooling.FIRST)) {
            RewardModelScorer scorer = RewardModelScorer.of(model, "tiny");
            List<ScoreInput> inputs = inputs(30);
            List<Score> scores = scorer.score(inputs);
            List<Integer> order = new ArrayList<>(IntStream.range(0, 30).boxed().toList());
            Collections.shuffle(order, new Random(1));
            List<Score> shuffled = scorer.score(order.stream().map(inputs::get).toList());
            for (int i = 0; i < 30; i++) {
                assertThat(shuffled.get(i).value())
                        .isCloseTo(scores.get(order.get(i)).value(), within(1e-6));
            }
        }
    }

    @Test
    void aRowThatStandsTwiceIsComputedOnce() throws IOException {
        try (RewardModel model = TinyBert.model(folder, Pooling.MEAN)) {
            RewardModelScorer scorer = RewardModelScorer.of(model, "tiny");
            ScoreInput input = ScoreInput.of("w1", "w2 w3");
            List<Score> scores = scorer.score(Collections.nCopies(500, input));
            assertThat(scorer.forwards()).isEqualTo(1);
            assertThat(scores).hasSize(500).allMatch(score -> score.equals(scores.get(0)));
            assertThat(scores.get(0).tokens()).isEqualTo(6);
        }
    }

    @Test
    void nothingToScoreGivesNoScores() throws IOException {
        try (RewardModel model = TinyBert.model(folder, Pooling.MEAN)) {
            assertThat(RewardModelScorer.of(model, "tiny").score(List.of())).isEmpty();
        }
    }

    @Test
    void leavesNothingNativeBehind() throws IOException {
        try (RewardModel model = TinyBert.model(folder, Pooling.MEAN)) {
            RewardModelScorer scorer = RewardModelScorer.of(model, "tiny");
            scorer.score(inputs(20));
            long before = Pointer.totalCount();
            for (int i = 0; i < 20; i++) {
                scorer.score(inputs(20));
            }
            assertThat(Pointer.totalCount()).isEqualTo(before);
        }
    }

    private static List<ScoreInput> inputs(int count) {
        Random random = new Random(3);
        return IntStream.range(0, count)
                .mapToObj(i -> ScoreInput.of(words(random, 1 + i % 20), words(random, 1 + i % 7)))
                .toList();
    }

    private static String words(Random random, int count) {
        return random.ints(count, 0, TinyBert.WORDS).mapToObj(w -> "w" + w).collect(Collectors.joining(" "));
    }
}
