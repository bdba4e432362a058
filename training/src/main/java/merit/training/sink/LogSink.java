package merit.training.sink;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Takes the entries of a log as they come. An entry has {@code epoch}, {@code step}, {@code global_step}, and numbers by the names of
 * {@code log_history}, those of an evaluation with {@code eval_} before them.
 */
interface LogSink {
    /**
     * Begins.
     *
     * @param former entries of the same run from before it was resumed; empty where it begins
     */
    void begin(List<Map<String, Object>> former) throws IOException;

    void add(Map<String, Object> entry) throws IOException;

    /** @param completed whether training came to its end, and was not stopped or failed */
    void end(boolean completed) throws IOException;
}
