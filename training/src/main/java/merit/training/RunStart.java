package merit.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import merit.rewardmodel.StagedFolder;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectMapper;

/**
 * How a run began, as {@code run.json} in its folder says: all that is needed to go on with it, and to see whether what is at hand
 * is what it began with.
 *
 * @param id of this run, which its checkpoints repeat
 * @param command the arguments that started it; empty where it was started from Java
 * @param folder where it was started: file names are meant from there
 * @param options every setting, by its name
 * @param dataFiles the SHA-256 of each file, by the name the user gave
 * @param threads of the engine
 * @param engine what computed, for people
 * @param sums of what it began with
 * @param finished whether it has come to its end
 */
public record RunStart(
        String id,
        List<String> command,
        String folder,
        Map<String, Object> options,
        Map<String, String> dataFiles,
        int threads,
        String engine,
        Sums sums,
        boolean finished) {
    private static final String FILE = "run.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * CRC-32C of what a run begins with.
     *
     * @param train the encoded pairs to learn from, in their order
     * @param held the encoded pairs to measure on
     * @param model all weights before the first step, new ones too
     */
    public record Sums(String train, String held, String model) {}

    /**
     * What a folder says of its run.
     *
     * @throws IllegalArgumentException where no run began in it
     */
    public static RunStart read(Path run) throws IOException {
        StagedFolder.recover(run);
        Path file = run.resolve(FILE);
        if (!Files.exists(file)) {
            String found = Files.isDirectory(run) ? "a folder without " + FILE : "no such folder";
            throw new IllegalArgumentException("no run to go on with in " + run + ": found " + found
                    + ", need the folder that \"merit train --out\" was given; begin a run there without --resume");
        }
        try {
            return JSON.readValue(Files.readString(file), RunStart.class);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(file + ": " + e.getOriginalMessage(), e);
        }
    }

    /** The settings of the run. */
    public TrainingConfig config() {
        return TrainingOptions.with(TrainingConfig.DEFAULT, options);
    }

    void write(StagedFolder folder) throws IOException {
        folder.write(FILE, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
    }

    /** The same run, at its end or not. */
    RunStart finished(boolean end) {
        return new RunStart(id, command, folder, options, dataFiles, threads, engine, sums, end);
    }

    /**
     * This run, gone on with as {@code now} says.
     *
     * @throws IllegalArgumentException where data or model are not those that it began with
     */
    RunStart continued(RunStart now, Path run) {
        require(sums.train.equals(now.sums.train), run, "training data", "pairs, template and tokenizer");
        require(sums.held.equals(now.sums.held), run, "held-out data", "pairs, template and tokenizer");
        require(sums.model.equals(now.sums.model), run, "model", "base and seed");
        return new RunStart(
                id, now.command, now.folder, now.options, now.dataFiles, now.threads, now.engine, sums, false);
    }

    private static void require(boolean same, Path run, String what, String need) {
        if (!same) {
            throw new IllegalArgumentException(run + " cannot be gone on with: found another " + what
                    + " than it began with, need the same " + need + "; give those, or begin a new run");
        }
    }
}
