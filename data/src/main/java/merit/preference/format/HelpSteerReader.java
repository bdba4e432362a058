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
import tools.jackson.databind.node.ObjectNode;

/**
 * NVIDIA's HelpSteer: one response a row with five attributes from 0 to 4. Helpfulness is the rating. Rows of one prompt
 * make one set, wherever in the file they stand.
 */
final class HelpSteerReader implements FormatReader {
    private static final String HINT = "HelpSteer rows need prompt, response and helpfulness.";
    private static final List<String> ATTRIBUTES =
            List.of("helpfulness", "correctness", "coherence", "complexity", "verbosity");
    private final Pairing pairing;

    HelpSteerReader(Pairing pairing) {
        this.pairing = pairing;
    }

    @Override
    public boolean recognises(ObjectNode row) {
        return row.has("prompt") && row.has("response") && row.has("helpfulness");
    }

    @Override
    public List<ScorePlace> places(ObjectNode row) {
        return List.of(ScorePlace.of(row, "score"));
    }

    @Override
    public List<CandidateSet> read(Row row) throws RowDropped {
        Map<String, Double> attributes = new LinkedHashMap<>();
        attributes.put(Candidate.RATING, row.number(row.need("helpfulness", HINT), "helpfulness"));
        for (String attribute : ATTRIBUTES) {
            Double value = row.number(attribute);
            if (value != null) {
                attributes.put(attribute, value);
            }
        }
        String response = row.text("response", HINT);
        Conversation prompt = row.prompt(PairReader.turns(row, HINT, Set.of(response)));
        Map<String, Object> metadata = row.metadata(attributes.keySet());
        metadata.keySet().removeAll(Set.of("prompt", "response", "messages"));
        Candidate candidate = new Candidate(response, attributes, metadata);
        return List.of(new CandidateSet(prompt, List.of(candidate), List.of(), Map.of(), row.origin()));
    }

    @Override
    public boolean joinsRows() {
        return true;
    }

    @Override
    public Assembled assemble(List<CandidateSet> rows) {
        Map<Conversation, List<CandidateSet>> byPrompt = new LinkedHashMap<>();
        for (CandidateSet row : rows) {
            byPrompt.computeIfAbsent(row.prompt(), prompt -> new ArrayList<>()).add(row);
        }
        List<CandidateSet> sets = new ArrayList<>();
        byPrompt.forEach((prompt, same) -> {
            List<Candidate> candidates = new ArrayList<>();
            same.forEach(row -> candidates.addAll(row.candidates()));
            sets.add(new RatedSets(pairing)
                    .byRating(prompt, candidates, Map.of(), same.get(0).origin()));
        });
        return Assembled.of(sets);
    }
}
