package merit.preference;

import java.util.Map;

/**
 * One response to a prompt.
 *
 * @param response the text
 * @param attributes graded qualities by name, e.g. {@code score}, {@code helpfulness}, {@code quality}; higher is better
 * @param metadata everything else the source said of it (model, annotator), kept as it was read
 */
public record Candidate(String response, Map<String, Double> attributes, Map<String, Object> metadata) {
    public Candidate {
        attributes = Map.copyOf(attributes);
        metadata = Map.copyOf(metadata);
    }

    public static Candidate of(String response) {
        return new Candidate(response, Map.of(), Map.of());
    }
}
