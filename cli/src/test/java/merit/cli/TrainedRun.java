package merit.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import merit.rewardmodel.StagedFolder;

/**
 * One run of two steps on the bundled model, for all tests of this process. Nobody changes it.
 *
 * @param folder of the run
 * @param pairs what it was trained on
 * @param rated rows of candidates
 * @param training the session that trained it
 */
record TrainedRun(Path folder, Path pairs, Path rated, Session training) {
    private static final TrainedRun ONE = train();

    static TrainedRun get() {
        return ONE;
    }

    private static TrainedRun train() {
        Path shared = temporary();
        Path run = shared.resolve("run");
        Path pairs = shared.resolve("pairs.jsonl");
        Path rated = shared.resolve("rated.jsonl");
        Session.run("generate", "--prompts", "20", "--out", pairs.toString());
        Session.run("generate", "--prompts", "6", "--out", rated.toString(), "--shape", "candidates");
        Session training = Session.run(
                "train",
                "--data",
                pairs.toString(),
                "--out",
                run.toString(),
                "--max_steps",
                "2",
                "--batch-size",
                "4",
                "--max-length=64",
                "--freeze_backbone",
                "True");
        return new TrainedRun(run, pairs, rated, training);
    }

    /** A copy of the files at the run's root. */
    Path copyTo(Path copy) throws IOException {
        Files.createDirectory(copy);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return copy;
    }

    private static Path temporary() {
        try {
            Path folder = Files.createTempDirectory("merit-run");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                try {
                    StagedFolder.delete(folder);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
