package merit.preference.format;

import java.util.List;
import merit.preference.CandidateSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code text}, or {@code text} and {@code pair}: something to score as it stands. Holds no prompt and no preference. */
final class TextReader implements FormatReader {
    private static final String HINT = "A row to be scored as it stands needs text, and may have pair.";

    @Override
    public boolean recognises(ObjectNode row) {
        return row.path("text").isString();
    }

    @Override
    public List<ScorePlace> places(ObjectNode row) {
        return List.of(ScorePlace.of(row, "score"));
    }

    @Override
    public List<CandidateSet> read(Row row) {
        text(row);
        return List.of();
    }

    static StandingText text(Row row) {
        JsonNode pair = row.find("pair");
        return new StandingText(row.text("text", HINT), pair == null ? null : row.text(pair, "pair"));
    }
}
