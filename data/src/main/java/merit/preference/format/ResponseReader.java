package merit.preference.format;

import java.util.List;
import java.util.Set;
import merit.preference.Candidate;
import merit.preference.CandidateSet;
import tools.jackson.databind.node.ObjectNode;

/** {@code prompt} and {@code response}: one candidate, no judgement. {@code messages} may hold the prompt's turns. */
final class ResponseReader implements FormatReader {
    private static final String HINT = "A row to be scored needs prompt and response.";

    @Override
    public boolean recognises(ObjectNode row) {
        return row.has("response") && (row.has("prompt") || row.has("messages"));
    }

    @Override
    public List<ScorePlace> places(ObjectNode row) {
        return List.of(ScorePlace.of(row, "score"));
    }

    @Override
    public List<CandidateSet> read(Row row) throws RowDropped {
        String response = row.text("response", HINT);
        return List.of(new CandidateSet(
                row.prompt(PairReader.turns(row, HINT, Set.of(response))),
                List.of(Candidate.of(response)),
                List.of(),
                row.metadata(Set.of("prompt", "response", "messages")),
                row.origin()));
    }
}
