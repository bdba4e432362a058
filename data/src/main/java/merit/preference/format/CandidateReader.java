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
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code prompt} and {@code candidates}: a list of {@code {response, score, ...}}, or of texts. Every number in a candidate
 * is an attribute, {@code score} the rating. Where scores of a model were added to the row, the ones that it came with
 * stand in {@code given_score} and are the ratings.
 */
final class CandidateReader implements FormatReader {
    private static final String HINT = "Rated candidates need prompt and candidates: [{response, score}].";
    private final Pairing pairing;

    CandidateReader(Pairing pairing) {
        this.pairing = pairing;
    }

    @Override
    public boolean recognises(ObjectNode row) {
        return row.path("candidates").isArray();
    }

    @Override
    public List<CandidateSet> read(Row row) throws RowDropped {
        List<Candidate> candidates = new ArrayList<>();
        for (JsonNode item : row.list("candidates", HINT)) {
            candidates.add(candidate(row, item, candidates.size()));
        }
        String prompt = row.has("messages") ? "" : row.text("prompt", HINT);
        return List.of(rated(
                row,
                row.prompt(PairReader.turns(row, prompt, Set.of())),
                candidates,
                Set.of("prompt", "messages", "candidates")));
    }

    private CandidateSet rated(Row row, Conversation prompt, List<Candidate> candidates, Set<String> without) {
        List<@Nullable Double> ratings = new ArrayList<>();
        candidates.forEach(candidate -> ratings.add(candidate.rating()));
        return new CandidateSet(prompt, candidates, pairing.judge(ratings), row.metadata(without), row.origin());
    }

    private static Candidate candidate(Row row, JsonNode item, int index) {
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
            if (entry.getValue().isNumber()) {
                attributes.put(entry.getKey(), fields.number(entry.getValue(), entry.getKey()));
            }
        }
        Double given = attributes.remove("given_score");
        if (given != null) {
            attributes.put(Candidate.RATING, given);
        }
        Map<String, Object> metadata = fields.metadata(attributes.keySet());
        metadata.keySet().removeAll(Set.of("response", "given_score"));
        return new Candidate(response, attributes, metadata);
    }
}
