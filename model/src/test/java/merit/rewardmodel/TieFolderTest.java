package merit.rewardmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import merit.scoring.Calibration;
import merit.scoring.PlattScaling;
import merit.scoring.TieModel;
import merit.tensor.Engine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TieFolderTest {
    private static final TieModel RAO_KUPPER = new TieModel(TieModel.Rule.RAO_KUPPER, 1.4);

    @TempDir
    private Path folder;

    @Test
    void howLikelyTiesAreIsPartOfTheFolderAndStaysWhenItIsCalibrated() throws IOException {
        Path run = run("run", RAO_KUPPER);
        RewardModelFolder.calibrate(run, new Calibration(new PlattScaling(0.7, 0), 40, null));
        assertThat(Files.readString(run.resolve("merit.json"))).contains("\"model\" : \"rao-kupper\"");
        assertThat(ties(run)).isCloseTo(1.4, within(1e-6));
    }

    @Test
    void aModelOfWhichNobodyLearntTiesHasNone() throws IOException {
        try (RewardModel model = model()) {
            assertThat(model.ties().value()).isNull();
            Engine.run(() -> model.ties().learn(RAO_KUPPER));
            assertThat(Engine.call(model::trainedParameters)).containsKey(TieParameter.NAME);
            Engine.run(model.ties()::forget);
            assertThat(model.ties().value()).isNull();
            assertThat(Engine.call(model::trainedParameters)).doesNotContainKey(TieParameter.NAME);
        }
    }

    @Test
    void averagedRunsHaveTheMeanOfTheirLogarithms() throws IOException {
        Path one = run("one", RAO_KUPPER);
        Path two = run("two", new TieModel(TieModel.Rule.RAO_KUPPER, 1.9));
        ModelMerge.average(List.of(one, two), folder.resolve("mean"));
        assertThat(ties(folder.resolve("mean"))).isCloseTo(1 + Math.sqrt(0.4 * 0.9), within(1e-6));
        Path other = run("other", new TieModel(TieModel.Rule.DAVIDSON, 1.4));
        assertThatThrownBy(() -> ModelMerge.average(List.of(one, other), folder.resolve("no")))
                .hasMessageContaining("found ties davidson, need rao-kupper");
    }

    private RewardModel model() throws IOException {
        return TinyBert.model(folder.resolve("base"), Pooling.MEAN);
    }

    private double ties(Path run) throws IOException {
        try (RewardModel opened = RewardModelFolder.open(run)) {
            TieModel ties = Objects.requireNonNull(opened.ties().value());
            assertThat(ties.rule()).isEqualTo(TieModel.Rule.RAO_KUPPER);
            return ties.parameter();
        }
    }

    private Path run(String name, TieModel ties) throws IOException {
        try (RewardModel model = model()) {
            Engine.run(() -> model.ties().learn(ties));
            RewardModelFolder.save(model, folder.resolve(name));
            return folder.resolve(name);
        }
    }
}
