package merit.preference.format;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import merit.preference.CandidateSet;
import merit.preference.DropReason;
import merit.preference.Pairing;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Open Assistant's flat files: one message a row with {@code message_id}, {@code parent_id}, {@code text}, {@code role} and
 * {@code rank}. The rows are joined to trees after the last of them, so no row has a set of its own.
 */
final class TreeMessageReader implements FormatReader {
    private static final String HINT = "Open Assistant messages need message_id, parent_id, text and role.";
    private final Pairing pairing;
    private final Map<String, Row> messages = new LinkedHashMap<>();

    TreeMessageReader(Pairing pairing) {
        this.pairing = pairing;
    }

    @Override
    public boolean recognises(ObjectNode row) {
        return row.has("message_id") && row.has("text") && row.has("role");
    }

    @Override
    public List<ScorePlace> places(ObjectNode row) {
        return List.of();
    }

    @Override
    public List<CandidateSet> read(Row row) {
        row.text("text", HINT);
        if (messages.put(row.text("message_id", HINT), row) != null) {
            throw row.wrong("message_id: found " + row.text("message_id", HINT) + " a second time, need each once");
        }
        return List.of();
    }

    @Override
    public boolean joinsRows() {
        return true;
    }

    @Override
    public Assembled assemble(List<CandidateSet> none) {
        List<CandidateSet> sets = new ArrayList<>();
        List<DropReason> dropped = new ArrayList<>();
        for (Row root : roots()) {
            try {
                sets.addAll(new TreeReader(pairing).read(root));
            } catch (RowDropped e) {
                dropped.add(e.reason());
            }
        }
        return new Assembled(sets, dropped);
    }

    private List<Row> roots() {
        Map<String, ObjectNode> nodes = new LinkedHashMap<>();
        messages.forEach((id, row) -> nodes.put(id, row.json().deepCopy().without("replies")));
        List<Row> roots = new ArrayList<>();
        messages.forEach((id, row) -> {
            ObjectNode node = nodes.get(id);
            if (!row.hasText("parent_id")) {
                roots.add(new Row(Json.MAPPER.createObjectNode().set("prompt", node), row.origin()));
                return;
            }
            ObjectNode parent = nodes.get(row.text("parent_id", HINT));
            if (parent == null) {
                throw row.wrong("parent_id: found " + row.text("parent_id", HINT) + ", need a message_id of this file");
            }
            parent.withArray("replies").add(node);
        });
        refuseRings(roots);
        return roots;
    }

    private void refuseRings(List<Row> roots) {
        Set<String> reached = new HashSet<>();
        Deque<JsonNode> next = new ArrayDeque<>();
        roots.forEach(root -> next.add(root.json().path("prompt")));
        while (!next.isEmpty()) {
            JsonNode node = next.remove();
            reached.add(node.path("message_id").stringValue());
            node.path("replies").forEach(next::add);
        }
        messages.forEach((id, row) -> {
            if (!reached.contains(id)) {
                throw row.wrong("parent_id: found messages that answer each other in a ring, " + id
                        + " below them, need a first one without parent_id");
            }
        });
    }
}
