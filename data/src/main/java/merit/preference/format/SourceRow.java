package merit.preference.format;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import merit.dialogue.Conversation;
import merit.preference.Candidate;
import merit.preference.CandidateSet;
import merit.preference.DropReason;
import merit.preference.Origin;
import merit.preference.Pairing;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One row of a file as it stands there, with what was understood of it.
 *
 * @param json the row, unchanged
 * @param origin file and line
 * @param format of the file
 * @param sets the prompts with candidates in this row: one in most formats, several in a tree, none where it was dropped
 * @param dropped why there is no set, or null
 */
public record SourceRow(
        ObjectNode json,
        Origin origin,
        Format format,
        List<CandidateSet> sets,
        @Nullable DropReason dropped) {
    public SourceRow {
        sets = List.copyOf(sets);
    }

    /** What there is to score in this row: each candidate of each set after its prompt. */
    public List<Conversation> conversations() {
        List<Conversation> conversations = new ArrayList<>();
        for (CandidateSet set : sets) {
            for (Candidate candidate : set.candidates()) {
                conversations.add(set.prompt().answered(candidate.response()));
            }
        }
        return conversations;
    }

    /** What there is to score in this row as it stands, where the file's format is {@link Format#TEXT}. */
    public List<StandingText> texts() {
        return format == Format.TEXT ? List.of(TextReader.text(new Row(json, origin))) : List.of();
    }

    /**
     * A copy of the row with a number for each of {@link #conversations()} or {@link #texts()}: under "score", or "chosen_score" and
     * "rejected_score", or "score" in each entry of a list. What stood under such a key before then stands under
     * "given_score" (and so on).
     */
    public ObjectNode withScores(List<Double> scores) {
        return withScores(scores, List.of());
    }

    /**
     * The same with all outputs of a model that has several, as lists beside the scores: under "scores", or "chosen_scores" and
     * "rejected_scores"; under "all_scores" where "scores" is one number for each of a list's texts.
     *
     * @param outputs for each score all that the model gave; or none
     */
    public ObjectNode withScores(List<Double> scores, List<List<Double>> outputs) {
        return withScores(scores, outputs, List.of());
    }

    /**
     * The same with how far an ensemble's members lie apart, under "spread", or "chosen_spread" and "rejected_spread"; under
     * "spreads" where "scores" is a list.
     *
     * @param spreads one for each score; or none
     */
    public ObjectNode withScores(List<Double> scores, List<List<Double>> outputs, List<Double> spreads) {
        check(scores);
        ObjectNode copy = json.deepCopy();
        if (scores.isEmpty()) {
            return copy;
        }
        List<ScorePlace> places = format.reader(Pairing.ALL).places(copy);
        places.stream().distinct().toList().forEach(place -> place.clear(!outputs.isEmpty(), !spreads.isEmpty()));
        for (int i = 0; i < places.size(); i++) {
            places.get(i).put(scores.get(i));
            if (!outputs.isEmpty()) {
                places.get(i).putAll(outputs.get(i));
            }
            if (!spreads.isEmpty()) {
                places.get(i).putSpread(spreads.get(i));
            }
        }
        return copy;
    }

    /**
     * The numbers that stand where {@link #withScores(List)} puts them, one for each of {@link #conversations()}; empty where
     * any is missing.
     */
    public List<Double> scores() {
        return numbers(ScorePlace::value);
    }

    /** The spreads that stand beside them; empty where any is missing. */
    public List<Double> spreads() {
        return numbers(ScorePlace::spread);
    }

    private List<Double> numbers(BiFunction<ScorePlace, Integer, JsonNode> at) {
        checkStandsAlone();
        List<Double> numbers = new ArrayList<>();
        for (ScorePlace place : format.reader(Pairing.ALL).places(json)) {
            JsonNode value = at.apply(place, numbers.size());
            if (value.isNumber()) {
                numbers.add(value.doubleValue());
            }
        }
        return numbers.size() == conversations().size() ? numbers : List.of();
    }

    /**
     * The sets with nothing where {@link #scores()} stand, one for each of {@link #sets()}: these numbers are a model's, and
     * no ratings. Ratings that the row came with are read from {@code given_score} (and so on).
     *
     * @param pairing which judgements are made of ratings
     */
    public List<CandidateSet> unscored(Pairing pairing) {
        ObjectNode copy = json.deepCopy();
        FormatReader reader = format.reader(pairing);
        reader.places(copy).forEach(ScorePlace::remove);
        try {
            return reader.read(new Row(copy, origin));
        } catch (RowDropped e) {
            throw new IllegalStateException(origin + ": a row that was read cannot be dropped", e);
        }
    }

    /** Whether candidates keep a rating of their own beside the score of a model. */
    public boolean hasRatingBesideScore() {
        return json.path("candidates").valueStream().anyMatch(item -> item.has("given_score"));
    }

    /**
     * A copy of the row with {@code ranked}: {@code [{rank, index, score, response}]}, best first; of equal scores the
     * earlier candidate comes first. A tree has such a list for each of its prompts.
     *
     * @param scores one for each of {@link #conversations()}
     * @param top so many of each prompt's candidates at most
     */
    public ObjectNode withRanking(List<Double> scores, int top) {
        return withRanking(scores, List.of(), top);
    }

    /**
     * The same with how far members lie apart in every entry.
     *
     * @param spreads one for each score; or none
     */
    public ObjectNode withRanking(List<Double> scores, List<Double> spreads, int top) {
        check(scores);
        ObjectNode copy = json.deepCopy();
        ArrayNode lists = Json.MAPPER.createArrayNode();
        int from = 0;
        for (CandidateSet set : sets) {
            int to = from + set.candidates().size();
            List<Double> own = spreads.isEmpty() ? spreads : spreads.subList(from, to);
            lists.add(ranked(set.candidates(), scores.subList(from, to), own, top));
            from = to;
        }
        copy.set("ranked", lists.size() == 1 ? lists.get(0) : lists);
        return copy;
    }

    private static ArrayNode ranked(List<Candidate> candidates, List<Double> scores, List<Double> spreads, int top) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < scores.size(); i++) {
            order.add(i);
        }
        order.sort(Comparator.comparing((Integer i) -> scores.get(i)).reversed());
        ArrayNode ranked = Json.MAPPER.createArrayNode();
        for (int rank = 0; rank < Math.min(top, order.size()); rank++) {
            int index = order.get(rank);
            ObjectNode entry =
                    ranked.addObject().put("rank", rank + 1).put("index", index).put("score", scores.get(index));
            if (!spreads.isEmpty()) {
                entry.put("spread", spreads.get(index));
            }
            entry.put("response", candidates.get(index).response());
        }
        return ranked;
    }

    /** @throws DataFileException where the row says nothing without other rows */
    private void checkStandsAlone() {
        if (format == Format.OASST_MESSAGES) {
            throw DataFileException.at(
                    origin,
                    "found Open Assistant messages, one a row, which make no prompt and answer alone;"
                            + " need a file of their trees (format oasst), or of prompt and response");
        }
    }

    private void check(List<Double> scores) {
        checkStandsAlone();
        int need = conversations().size() + texts().size();
        if (scores.size() != need) {
            throw new IllegalArgumentException(
                    "scores: found " + scores.size() + ", need " + need + ", one for each candidate");
        }
    }
}
