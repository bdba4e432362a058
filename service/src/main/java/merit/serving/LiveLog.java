package merit.serving;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.ObjectMapper;

/**
 * A log that is still being written, and how far the work is: what a {@link LivePage} shows. Entries have {@code step} and numbers by
 * name, those of an evaluation with {@code eval_} before them. Thread-safe.
 */
public final class LiveLog {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String title;
    private final List<Map<String, Object>> entries = new ArrayList<>();
    private Progress progress = new Progress(0, 0, 0, 0);
    private String end = "";

    /**
     * How far the work is.
     *
     * @param step the last one done
     * @param steps in all
     * @param tokensPerSecond lately
     * @param secondsLeft at that rate
     */
    public record Progress(int step, int steps, double tokensPerSecond, double secondsLeft) {}

    /** @param title what the page is about */
    public LiveLog(String title) {
        this.title = title;
    }

    public synchronized void add(Map<String, Object> entry) {
        entries.add(new LinkedHashMap<>(entry));
    }

    public synchronized void progress(Progress now) {
        progress = now;
    }

    /** Nothing more will come. */
    public synchronized void end(String how) {
        end = how;
    }

    /** All of it but the first so many entries, as JSON. */
    synchronized String json(int from) {
        int first = Math.min(Math.max(0, from), entries.size());
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("title", title);
        state.put("progress", progress);
        state.put("end", end);
        state.put("from", first);
        state.put("entries", entries.subList(first, entries.size()));
        return JSON.writeValueAsString(state);
    }

    synchronized boolean isOver() {
        return !end.isEmpty();
    }
}
