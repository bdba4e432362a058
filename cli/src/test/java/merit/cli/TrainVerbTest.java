package merit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import merit.training.TrainingOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What train says of command lines and data that it cannot use; no step is taken. */
class TrainVerbTest {
    @TempDir
    private Path folder;

    @Test
    void everySettingHasAnOption() {
        assertThat(TrainingFlags.names()).containsExactlyInAnyOrderElementsOf(TrainingOptions.names());
    }

    @Test
    void helpShowsMeritsDefaultBesideTrls() {
        Session session = Session.run("train", "--help");
        assertThat(session.out().replaceAll("\\s+", " "))
                .contains("Peak rate of the backbone; of an adapter 1e-4, as with TRL (5e-5; TRL 1e-4).")
                .contains("merit train --data hh.jsonl.gz --out runs/helpful");
    }

    @Test
    void aValueThatIsNoNumberIsAUsageError() {
        Session session = train("--learning-rate", "fast");
        assertThat(session.code()).isEqualTo(2);
        assertThat(session.err())
                .contains("learning_rate: found \"fast\", need a number")
                .contains("See merit train --help");
    }

    @Test
    void aSettingOutOfItsRangeIsAUsageError() {
        Session session = train("--label_smoothing", "0.7");
        assertThat(session.code()).isEqualTo(2);
        assertThat(session.err()).contains("label_smoothing: found 0.7");
    }

    @Test
    void anUnknownKeyOfTheRunFileIsRefusedWithTheNearestName() throws IOException {
        Path config = Files.writeString(folder.resolve("run.yaml"), "seed: 1\nmax_length: 64\nlearning_rat: 2e-5\n");
        Session session = train("--config", config.toString());
        assertThat(session.code()).isEqualTo(1);
        assertThat(session.err())
                .isEqualTo(config + ", line 3: unknown key \"learning_rat\". Did you mean learning_rate?\n");
    }

    @Test
    void aWrongValueInTheRunFileIsRefusedWithItsLine() throws IOException {
        Path config = Files.writeString(folder.resolve("run.yaml"), "seed: 1\nmax_length: long\n");
        Session session = train("--config", config.toString());
        assertThat(session.code()).isEqualTo(2);
        assertThat(session.err()).startsWith(config + ", line 2: ").contains("max_length: found \"long\"");
    }

    @Test
    void aFileInTheWayOfTheRunIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("run"), "here");
        Session session = Session.run("train", "--data", pairs(), "--out", file.toString());
        assertThat(session.code()).isEqualTo(1);
        assertThat(session.err()).contains(file + " is a file").hasLineCount(1);
    }

    @Test
    void dataWithNothingButIdenticalAnswersIsRefusedAndTheReasonCounted() throws IOException {
        Path same = Files.writeString(
                folder.resolve("same.jsonl"),
                "{\"prompt\": \"p\", \"chosen\": \"x\", \"rejected\": \"x\"}\n".repeat(3));
        Session session = Session.run(
                "train",
                "--data",
                same.toString(),
                "--out",
                folder.resolve("run").toString());
        assertThat(session.code()).isEqualTo(1);
        assertThat(session.err()).contains("no pairs to train on").contains("3 identical answers");
        assertThat(folder.resolve("run")).doesNotExist();
    }

    @Test
    void withoutDataThereIsNothingToDo() {
        Session session = Session.run("train", "--out", folder.resolve("run").toString());
        assertThat(session.code()).isEqualTo(2);
        assertThat(session.err()).contains("--data");
        assertThat(folder.resolve("run")).doesNotExist();
    }

    @Test
    void anotherPrecisionIsRefused() throws IOException {
        Session session = train("--precision", "fp8");
        assertThat(session.code()).isEqualTo(2);
        assertThat(session.err()).contains("precision: found \"fp8\", need one of fp32, bf16, fp16, auto");
    }

    private Session train(String... more) {
        String[] words = new String[more.length + 5];
        System.arraycopy(
                new String[] {
                    "train",
                    "--data",
                    "pairs.jsonl",
                    "--out",
                    folder.resolve("out").toString()
                },
                0,
                words,
                0,
                5);
        System.arraycopy(more, 0, words, 5, more.length);
        return Session.run(words);
    }

    private String pairs() throws IOException {
        return Files.writeString(
                        folder.resolve("pairs.jsonl"), "{\"prompt\": \"p\", \"chosen\": \"x\", \"rejected\": \"y\"}\n")
                .toString();
    }
}
