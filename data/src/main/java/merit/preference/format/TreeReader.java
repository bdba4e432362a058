package merit.preference.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import merit.dialogue.Conversation;
import merit.dialogue.Message;
import merit.dialogue.Role;
import merit.preference.Candidate;
import merit.preference.CandidateSet;
import merit.preference.DropReason;
import merit.preference.Origin;
import merit.preference.Pairing;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Open Assistant's message trees: {@code prompt} is a message {@code {text, role, replies}}, and where it has two ranked
 * replies by the assistant or more, these are candidates; {@code rank} 0 is the best. One row gives a set for each such
 * place, with the turns from the root as its prompt.
 */
final class TreeReader implements FormatReader {
    private static final String HINT = "Open Assistant trees need prompt: {text, role, replies: [...]}.";
    private final Pairing pairing;

    TreeReader(Pairing pairing) {
        this.pairing = pairing;
    }

    @Override
    public boolean recognises(ObjectNode row) {
        return row.path("prompt").path("text").isString()
                && row.path("prompt").path("replies").isArray();
    }

    @Override
    public List<CandidateSet> read(Row row) throws RowDropped {
        Map<String, Object> metadata = row.metadata(Set.of("prompt"));
        List<CandidateSet> sets = new ArrayList<>();
        for (Fork fork : forks(row.need("prompt", HINT), row)) {
            sets.add(fork.set(pairing, metadata, row.origin()));
        }
        if (sets.isEmpty()) {
            throw new RowDropped(DropReason.NOTHING_TO_COMPARE);
        }
        return sets;
    }

    @Override
    public List<ScorePlace> places(ObjectNode row) {
        List<ScorePlace> places = new ArrayList<>();
        for (Fork fork : forks(row.path("prompt"), new Row(row, Origin.MEMORY))) {
            fork.replies().forEach(reply -> places.add(ScorePlace.of(reply, "score")));
        }
        return places;
    }

    /** A message with its ranked replies, and the turns that lead to it. */
    private record Fork(List<Message> turns, List<ObjectNode> replies) {
        CandidateSet set(Pairing pairing, Map<String, Object> metadata, Origin origin) {
            List<Candidate> candidates = new ArrayList<>();
            for (ObjectNode json : replies) {
                Row reply = new Row(json, origin);
                double rating = replies.size() - 1 - reply.number(reply.need("rank", HINT), "rank");
                Map<String, Object> rest = reply.metadata(Set.of("text", "role", "rank", "replies", "score"));
                candidates.add(new Candidate(reply.text("text", HINT), Map.of(Candidate.RATING, rating), rest));
            }
            return new RatedSets(pairing).byRank(new Conversation(turns), candidates, metadata, origin);
        }
    }

    private static List<Fork> forks(JsonNode root, Row row) {
        List<Fork> forks = new ArrayList<>();
        collect(root, List.of(), row, forks);
        return forks;
    }

    private static void collect(JsonNode node, List<Message> before, Row row, List<Fork> forks) {
        if (!(node instanceof ObjectNode json)) {
            throw row.wrong("prompt: found " + Json.kind(node) + ", need a message. " + HINT);
        }
        Row message = new Row(json, row.origin());
        List<Message> turns = new ArrayList<>(before);
        turns.add(new Message(role(message), message.text("text", HINT)));
        List<ObjectNode> ranked = new ArrayList<>();
        for (JsonNode reply : json.path("replies")) {
            if (reply instanceof ObjectNode object
                    && new Row(object, row.origin()).hasText("rank")
                    && role(new Row(object, row.origin())) == Role.ASSISTANT) {
                ranked.add(object);
            }
        }
        if (ranked.size() > 1) {
            forks.add(new Fork(turns, ranked));
        }
        for (JsonNode reply : json.path("replies")) {
            collect(reply, turns, row, forks);
        }
    }

    private static Role role(Row message) {
        try {
            return Role.of(message.text("role", HINT));
        } catch (DataFileException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw message.wrong(String.valueOf(e.getMessage()));
        }
    }
}
