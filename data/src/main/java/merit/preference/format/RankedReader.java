package merit.preference.format;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import merit.preference.Candidate;
import merit.preference.CandidateSet;
import merit.preference.Pairing;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code prompt} and {@code responses} (or {@code answers}), as texts or objects. Their order says which is better, best
 * first, unless {@code ranking} lists indices from 0, best first, or {@code ranks} (or each answer's own {@code rank}) gives
 * the place of each, 1 the best and equal places ties. The rating is the number of answers less the place.
 */
final class RankedReader implements FormatReader {
    private static final String HINT = "Ranked lists need prompt and responses: [best, second, ...].";
    private final Pairing pairing;

    RankedReader(Pairing pairing) {
        this.pairing = pairing;
    }

    @Override
    public boolean recognises(ObjectNode row) {
        return row.has("prompt")
                && (row.path("responses").isArray() || row.path("answers").isArray());
    }

    @Override
    public List<ScorePlace> places(ObjectNode row) {
        return ScorePlace.each(row, row.path("responses").isArray() ? "responses" : "answers");
    }

    @Override
    public List<CandidateSet> read(Row row) throws RowDropped {
        String key = row.has("answers") && !row.has("responses") ? "answers" : "responses";
        List<JsonNode> items = row.list(key, HINT);
        double[] places = places(row, items);
        List<Candidate> candidates = new ArrayList<>();
        for (int i = 0; i < places.length; i++) {
            Map<String, Double> rating = Map.of(Candidate.RATING, places.length - places[i]);
            candidates.add(candidate(row, items.get(i), rating));
        }
        Set<String> used = Set.of("prompt", "messages", "responses", "answers", "ranking", "ranks");
        return List.of(new RatedSets(pairing)
                .byRank(
                        row.prompt(PairReader.turns(row, HINT, Set.of())),
                        candidates,
                        row.metadata(used),
                        row.origin()));
    }

    private static double[] places(Row row, List<JsonNode> items) {
        double[] places = new double[items.size()];
        @Nullable JsonNode ranking = row.find("ranking");
        @Nullable JsonNode ranks = row.find("ranks");
        if (ranking != null) {
            fromRanking(row, ranking, places);
        } else {
            if (ranks != null && ranks.size() != items.size()) {
                throw row.wrong("ranks: found " + ranks.size() + ", need " + items.size() + ", one for each response");
            }
            for (int i = 0; i < places.length; i++) {
                JsonNode own = ranks == null ? items.get(i).get("rank") : ranks.get(i);
                places[i] = own == null ? i + 1 : row.number(own, "rank");
            }
        }
        return places;
    }

    private static void fromRanking(Row row, JsonNode ranking, double[] places) {
        Set<Integer> seen = new HashSet<>();
        for (JsonNode item : ranking) {
            int index = item.isIntegralNumber() ? item.intValue() : -1;
            if (index < 0 || index >= places.length || !seen.add(index)) {
                break;
            }
            places[index] = seen.size();
        }
        if (seen.size() != places.length || ranking.size() != places.length) {
            throw row.wrong("ranking: found " + Excerpt.of(ranking) + ", need each of 0 to " + (places.length - 1)
                    + " once, best first");
        }
    }

    private static Candidate candidate(Row row, JsonNode item, Map<String, Double> rating) {
        if (item.isString()) {
            return new Candidate(item.stringValue(), rating, Map.of());
        }
        if (!(item instanceof ObjectNode object)) {
            throw row.wrong("responses: found " + Json.kind(item) + ", need a text or {response}");
        }
        Row fields = new Row(object, row.origin());
        String key = fields.has("response") ? "response" : fields.has("answer") ? "answer" : "text";
        return new Candidate(fields.text(key, HINT), rating, fields.metadata(Set.of(key, "rank")));
    }
}
