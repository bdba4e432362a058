package merit.preference.format;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import merit.dialogue.Conversation;
import merit.preference.Candidate;
import merit.preference.CandidateSet;
import merit.preference.Pairing;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code prompt} and {@code candidates}: a list of {@code {response, score, ...}}, or of texts. Every number in a candidate
 * is an attribute, {@code score} the rating. Where scores of a model were added to the row, the ones that it came with
 * stand in {@code given_score} and are the ratings.
 */
final class CandidateReader implements FormatReader {
    private static final String HINT = "Rated candidates need prompt and candidates: [{response, score}].";
    private static final String GIVEN = "given_score";
    private final Pairing pairing;

    CandidateReader(Pairing pairing) {
        this.pairing = pairing;
    }

    @Override
    public boolean recognises(ObjectNode row) {
        return row.path("candidates").isArray();
    }

    @Override
    public List<ScorePlace> places(ObjectNode row) {
        return ScorePlace.each(row, "candidates");
    }

    @Override
    public List<CandidateSet> read(Row row) throws RowDropped {
        List<JsonNode> items = row.list("candidates", HINT);
        String rating = items.stream().anyMatch(item -> item.has(GIVEN)) ? GIVEN : Candidate.RATING;
        List<Candidate> candidates = new ArrayList<>();
        for (JsonNode item : items) {
            candidates.add(candidate(row, item, candidates.size(), rating));
        }
        Conversation prompt = row.prompt(PairReader.turns(row, HINT, Set.of()));
        return List.of(new RatedSets(pairing)
                .byRating(prompt, candidates, row.metadata(Set.of("prompt", "messages", "candidates")), row.origin()));
    }

    private static Candidate candidate(Row row, JsonNode item, int index, String ratingKey) {
        if (item.isString()) {
            return Candidate.of(item.stringValue());
        }
        if (!(item instanceof ObjectNode object)) {
            throw row.wrong("candidates[" + index + "]: found " + Json.kind(item) + ", need {response, score}");
        }
        Row fields = new Row(object, row.origin());
        String response = fields.text("response", "Candidate " + index + " needs a response. " + HINT);
        Map<String, Double> attributes = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            if (entry.getValue().isNumber() && Double.isFinite(entry.getValue().doubleValue())) {
                attributes.put(entry.getKey(), entry.getValue().doubleValue());
            }
        }
        Double rating = fields.number(ratingKey);
        attributes.keySet().removeAll(Set.of(GIVEN, Candidate.RATING));
        if (rating != null) {
            attributes.put(Candidate.RATING, rating);
        }
        Map<String, Object> metadata = fields.metadata(attributes.keySet());
        metadata.keySet().removeAll(Set.of("response", GIVEN, Candidate.RATING));
        return new Candidate(response, attributes, metadata);
    }
}
