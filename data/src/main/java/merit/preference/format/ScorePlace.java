package merit.preference.format;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A place for a score that is added to a row. What the row held there before, a rating by people for instance, is kept
 * under the same key after {@code given_}.
 *
 * @param listed whether the score is one of a list
 * @param rated whether a number here is read as a rating, so that {@code given_} must say where there was none
 */
record ScorePlace(ObjectNode holder, String key, boolean listed, boolean rated) {
    private static final String GIVEN = "given_";

    /** The value of {@code key} in {@code holder}. */
    static ScorePlace of(ObjectNode holder, String key) {
        return new ScorePlace(holder, key, false, false);
    }

    /** The same, where files have ratings under this key too. */
    static ScorePlace rated(ObjectNode holder, String key) {
        return new ScorePlace(holder, key, false, true);
    }

    /** {@code score} in each object of a list; where the list holds texts, one list {@code scores} beside it. */
    static List<ScorePlace> each(ObjectNode row, String listKey) {
        List<ScorePlace> places = new ArrayList<>();
        for (JsonNode item : row.path(listKey)) {
            places.add(
                    item instanceof ObjectNode object
                            ? of(object, "score")
                            : new ScorePlace(row, "scores", true, false));
        }
        return places;
    }

    /** Moves what stands in the way of the score, and of all outputs and of the spread where they are put too. */
    void clear(boolean all, boolean spread) {
        if (spread || holder.has(key)) {
            clear(spreadKey()); // else the spread of a former score would seem to be this one's
        }
        clear(key);
        if (all) {
            clear(allKey());
        }
    }

    private void clear(String key) {
        JsonNode before = holder.get(key);
        if (!holder.has(GIVEN + key)) {
            if (before != null) {
                holder.set(GIVEN + key, before);
            } else if (rated && key.equals(this.key)) {
                holder.putNull(GIVEN + key);
            }
        }
        holder.remove(key);
    }

    /** Takes the score away; a rating that it stood in for stays under {@code given_}. */
    void remove() {
        holder.remove(key);
        holder.remove(spreadKey());
    }

    /** What stands here; of a list, at an index. */
    JsonNode value(int index) {
        return value(key, index);
    }

    /** The spread that stands beside it. */
    JsonNode spread(int index) {
        return value(spreadKey(), index);
    }

    private JsonNode value(String key, int index) {
        return listed ? holder.path(key).path(index) : holder.path(key);
    }

    void put(double score) {
        put(key, score);
    }

    /** The spread of an ensemble's members about the score. */
    void putSpread(double spread) {
        put(spreadKey(), spread);
    }

    private void put(String key, double score) {
        if (listed) {
            ArrayNode list = holder.get(key) instanceof ArrayNode there ? there : holder.putArray(key);
            list.add(score);
        } else {
            holder.put(key, score);
        }
    }

    /** All outputs of a model that has several, the score among them. */
    void putAll(List<Double> outputs) {
        ArrayNode list = Json.MAPPER.createArrayNode();
        outputs.forEach(list::add);
        if (listed) {
            ArrayNode lists = holder.get(allKey()) instanceof ArrayNode there ? there : holder.putArray(allKey());
            lists.add(list);
        } else {
            holder.set(allKey(), list);
        }
    }

    private String spreadKey() {
        return key.replace("score", "spread");
    }

    private String allKey() {
        return listed ? "all_scores" : key + "s";
    }
}
