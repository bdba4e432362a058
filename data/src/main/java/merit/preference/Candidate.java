package merit.preference;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One response to a prompt.
 *
 * @param response the text
 * @param attributes graded qualities by name, e.g. {@code score}, {@code helpfulness}, {@code quality}; higher is better
 * @param metadata everything else the source said of it (model, annotator), kept as it was read
 */
public record Candidate(String response, Map<String, Double> attributes, Map<String, Object> metadata) {
    /** The attribute that holds the overall rating, from which judgements are made. */
    public static final String RATING = "score";

    public Candidate {
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    public static Candidate of(String response) {
        return new Candidate(response, Map.of(), Map.of());
    }

    /** The overall rating, or null where the source gave none. */
    public @Nullable Double rating() {
        return attributes.get(RATING);
    }
}
