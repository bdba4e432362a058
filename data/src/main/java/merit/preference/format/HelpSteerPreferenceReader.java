package merit.preference.format;

import java.util.List;
import java.util.Map;
import java.util.Set;
import merit.dialogue.Conversation;
import merit.dialogue.Message;
import merit.preference.Candidate;
import merit.preference.CandidateSet;
import merit.preference.Judgement;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The preferences of HelpSteer2 ({@code prompt, response_1, response_2, preference_strength}) and HelpSteer3
 * ({@code context, response1, response2, overall_preference}): -3 where the first response is much better, 3 where the
 * second is, 0 for a tie.
 */
final class HelpSteerPreferenceReader implements FormatReader {
    private static final String HINT = "HelpSteer preferences need prompt, response_1, response_2, preference_strength"
            + " (HelpSteer3: context, response1, response2, overall_preference).";

    @Override
    public boolean recognises(ObjectNode row) {
        return (row.has("response_1") && row.has("preference_strength"))
                || (row.has("response1") && row.has("overall_preference"));
    }

    @Override
    public List<ScorePlace> places(ObjectNode row) {
        return List.of(ScorePlace.of(row, "response_1_score"), ScorePlace.of(row, "response_2_score"));
    }

    @Override
    public List<CandidateSet> read(Row row) throws RowDropped {
        boolean third = row.has("overall_preference");
        String first = row.text(third ? "response1" : "response_1", HINT);
        String second = row.text(third ? "response2" : "response_2", HINT);
        String key = third ? "overall_preference" : "preference_strength";
        double strength = row.number(row.need(key, HINT), key);
        Map<String, Object> metadata = row.metadata(
                Set.of("prompt", "context", "messages", "response_1", "response_2", "response1", "response2", key));
        List<Candidate> candidates = List.of(Candidate.of(first), Candidate.of(second));
        return List.of(new CandidateSet(prompt(row), candidates, List.of(judgement(strength)), metadata, row.origin()));
    }

    private static Judgement judgement(double strength) {
        if (strength == 0) {
            return new Judgement(0, 1, 0.5, 0.0, 1.0, Judgement.OVERALL);
        }
        return strength < 0 ? Judgement.prefers(0, 1, -strength) : Judgement.prefers(1, 0, strength);
    }

    private static Conversation prompt(Row row) throws RowDropped {
        JsonNode context = row.find("context");
        if (context == null) {
            return row.prompt(PairReader.turns(row, HINT, Set.of()));
        }
        return row.prompt(
                context.isArray()
                        ? row.messages(context, "context")
                        : List.of(Message.user(row.text(context, "context"))));
    }
}
