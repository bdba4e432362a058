package merit.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import merit.rewardmodel.StagedFolder;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectMapper;

/**
 * Where a run stood when a checkpoint was saved: with the weights and the optimizer's state all that decides how it goes on. The
 * order of the data and what dropout drops follow from the seed and the number of the step.
 *
 * @param run the id of the run
 * @param state what was done
 * @param watch what was seen
 */
record ResumePoint(String run, TrainingState.Memory state, TrainingWatch.Memory watch) {
    private static final String FILE = "resume.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    void write(StagedFolder checkpoint) throws IOException {
        checkpoint.write(FILE, JSON.writeValueAsString(this) + "\n");
    }

    /** @throws IllegalArgumentException where the checkpoint has none, or one that cannot be read */
    static ResumePoint read(Path checkpoint) throws IOException {
        Path file = checkpoint.resolve(FILE);
        if (!Files.exists(file)) {
            throw new IllegalArgumentException("it has no " + FILE);
        }
        try {
            return JSON.readValue(Files.readString(file), ResumePoint.class);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(FILE + ": " + e.getOriginalMessage(), e);
        }
    }
}
