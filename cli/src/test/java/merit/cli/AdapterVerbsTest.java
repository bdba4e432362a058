package merit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An adapter on the bundled model: trained, scored by itself, merged, averaged. */
class AdapterVerbsTest {
    @TempDir
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static Session training;

    @BeforeAll
    static void train() {
        training = Session.run(
                "train",
                "--data",
                TrainedRun.get().pairs().toString(),
                "--out",
                folder.resolve("run").toString(),
                "--max_steps",
                "2",
                "--batch-size",
                "4",
                "--max-length=64",
                "--lora_r",
                "4",
                "--save-strategy=no");
    }

    @Test
    void trainingSaysWhatIsTrainedAndSavesTheAdapterBesideTheMergedModel() {
        assertThat(training.code()).as(training.err()).isZero();
        assertThat(training.err()).contains("37,248 trained (0.16 %: head and LoRA of rank 4)");
        assertThat(folder.resolve("run/adapter/adapter_config.json"))
                .content()
                .contains("\"base_model_name_or_path\" : \"sentence-transformers/all-MiniLM-L6-v2\"");
    }

    @Test
    void theAdaptersFolderScoresAsTheRunAndSoDoesWhatIsMergedOfIt() {
        Path merged = folder.resolve("merged");
        Session merge = merit("merge", "--adapter", folder.resolve("run/adapter") + "", "--out", merged + "");
        assertThat(merge.code()).as(merge.err()).isZero();
        assertThat(merge.out()).contains("differ by at most").contains("Try      merit compare " + merged);
        double score = score(folder.resolve("run"));
        assertThat(score(folder.resolve("run/adapter"))).isCloseTo(score, within(1e-5));
        assertThat(score(merged)).isCloseTo(score, within(1e-5));
    }

    @Test
    void theAverageOfARunWithItselfIsTheRun() {
        String run = folder.resolve("run").toString();
        Path mean = folder.resolve("mean");
        Session session = merit("merge", "--average", run, run, "--out", mean.toString());
        assertThat(session.code()).as(session.err()).isZero();
        assertThat(score(mean)).isCloseTo(score(folder.resolve("run")), within(1e-6));
    }

    @Test
    void whatCannotBeMergedIsAUsageError() {
        assertThat(merit("merge", "--out", folder + "/x").err())
                .contains("merge either an adapter (--adapter FOLDER) or runs (--average RUN RUN...).");
        assertThat(merit("merge", "--average", "one", "--out", folder + "/x").err())
                .contains("--average: found 1 runs, need two or more.");
    }

    private static double score(Path model) {
        Session session = merit("score", model.toString(), "--prompt", "Why?", "--response", "A connection leak.");
        assertThat(session.code()).as(session.err()).isZero();
        return Double.parseDouble(session.out().strip());
    }

    private static Session merit(String... words) {
        return Session.run(words);
    }
}
