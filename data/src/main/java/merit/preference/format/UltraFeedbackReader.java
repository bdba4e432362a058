package merit.preference.format;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import merit.dialogue.Message;
import merit.preference.Candidate;
import merit.preference.CandidateSet;
import merit.preference.Pairing;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * OpenBMB's UltraFeedback: {@code instruction} and {@code completions} with annotations by aspect. The rating is
 * {@code fine-grained_score}, else the mean of the aspects' ratings, else {@code overall_score}: the last comes last because
 * the published file holds overall scores of 10 that the critiques beside them contradict.
 */
final class UltraFeedbackReader implements FormatReader {
    private static final String HINT = "UltraFeedback rows need instruction and completions: [{response, ...}].";
    private final Pairing pairing;

    UltraFeedbackReader(Pairing pairing) {
        this.pairing = pairing;
    }

    @Override
    public boolean recognises(ObjectNode row) {
        return row.has("instruction") && row.path("completions").isArray();
    }

    @Override
    public List<ScorePlace> places(ObjectNode row) {
        return ScorePlace.each(row, "completions");
    }

    @Override
    public List<CandidateSet> read(Row row) throws RowDropped {
        List<Candidate> candidates = new ArrayList<>();
        for (JsonNode item : row.list("completions", HINT)) {
            if (!(item instanceof ObjectNode completion)) {
                throw row.wrong("completions: found " + Json.kind(item) + ", need {response, ...}");
            }
            candidates.add(candidate(new Row(completion, row.origin())));
        }
        return List.of(new RatedSets(pairing)
                .byRating(
                        row.prompt(List.of(Message.user(row.text("instruction", HINT)))),
                        candidates,
                        row.metadata(Set.of("instruction", "completions")),
                        row.origin()));
    }

    private static Candidate candidate(Row completion) {
        Map<String, Double> attributes = aspects(completion);
        Double rating = number(completion, "fine-grained_score");
        if (rating == null && !attributes.isEmpty()) {
            rating = attributes.values().stream()
                    .mapToDouble(Double::doubleValue)
                    .average()
                    .orElseThrow();
        }
        Double overall = number(completion, "overall_score");
        rating = rating == null ? overall : rating;
        if (overall != null) {
            attributes.put("overall_score", overall);
        }
        if (rating != null) {
            attributes.put(Candidate.RATING, rating);
        }
        String response = completion.text("response", HINT);
        Set<String> used = Set.of("response", "annotations", "fine-grained_score", "overall_score");
        return new Candidate(response, attributes, completion.metadata(used));
    }

    private static Map<String, Double> aspects(Row completion) {
        Map<String, Double> aspects = new LinkedHashMap<>();
        JsonNode annotations = completion.find("annotations");
        if (annotations != null) {
            annotations.properties().forEach(entry -> {
                JsonNode aspect = entry.getValue().isArray() ? entry.getValue().path(0) : entry.getValue();
                if (aspect instanceof ObjectNode object) {
                    Double rating = number(new Row(object, completion.origin()), "Rating");
                    if (rating != null) {
                        aspects.put(entry.getKey(), rating);
                    }
                }
            });
        }
        return aspects;
    }

    /** A number, or null where there is none: annotators also wrote "N/A". */
    private static @Nullable Double number(Row row, String key) {
        JsonNode value = row.find(key);
        if (value == null || value.asString("").strip().equals("N/A")) {
            return null;
        }
        return row.number(value, key);
    }
}
