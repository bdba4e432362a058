package merit.scoring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Blocks answers whose reward lies below a threshold.
 *
 * @param threshold lowest reward that passes
 * @param falseBlocks stated share of good answers that may be blocked
 * @param answers good ones that the threshold was fitted on
 */
public record Guard(double threshold, double falseBlocks, int answers) {
    public Guard {
        if (!Double.isFinite(threshold)) {
            throw new IllegalArgumentException("a guard's threshold: found " + threshold + ", need a finite number");
        }
        checkRate(falseBlocks);
    }

    /** @throws IllegalArgumentException where this is no share of answers that a guard can be fitted to block */
    public static void checkRate(double falseBlocks) {
        if (!(falseBlocks > 0 && falseBlocks < 1)) {
            throw new IllegalArgumentException(
                    "rate of false blocks: found " + falseBlocks + ", need a share between 0 and 1, such as 0.01");
        }
    }

    /**
     * The guard that {@code merit guard} fitted.
     *
     * @param file {@code guard.json} of a run
     * @throws IOException where it cannot be read
     * @throws IllegalArgumentException where it holds no guard
     */
    public static Guard read(Path file) throws IOException {
        JsonNode content;
        try {
            content = JsonMapper.shared().readTree(Files.readAllBytes(file));
        } catch (JacksonException e) {
            throw new IllegalArgumentException(file + ": found no JSON, need what merit guard wrote", e);
        }
        for (String key : new String[] {"threshold", "false_blocks", "fitted_on"}) {
            if (!content.path(key).isNumber()) {
                throw new IllegalArgumentException(
                        file + ": found no number under " + key + ", need what merit guard wrote");
            }
        }
        return new Guard(
                content.path("threshold").asDouble(),
                content.path("false_blocks").asDouble(),
                content.path("fitted_on").asInt());
    }

    /** Whether an answer with this reward is held back. */
    public boolean blocks(double reward) {
        return reward < threshold;
    }
}
