package merit.preference.format;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import merit.dialogue.Conversation;
import merit.preference.CandidateSet;
import merit.preference.Judgement;
import merit.preference.PreferencePair;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A chosen and a rejected answer as a set. Where the row rates both alike, which of them is called chosen is an accident of
 * how the file was made (binarized UltraFeedback has one such row in nine), so the judgement is a tie. What was judged stands under
 * {@code objective}, where the row says so.
 */
record JudgedPair(Conversation prompt, String chosen, String rejected) {
    /** Where Merit puts its scores, and where data sets have ratings too. */
    private static final List<String> SCORES = List.of("chosen_score", "rejected_score");

    /** What stood under {@link #SCORES} before Merit scored the row; null where nothing did. */
    private static final List<String> GIVEN = List.of("given_chosen_score", "given_rejected_score");

    /** The other names that data sets give the two ratings. */
    private static final List<List<String>> RATINGS = List.of(
            List.of("score_chosen", "score_rejected"),
            List.of("chosen_rating", "rejected_rating"),
            List.of("chosen-rating", "rejected-rating"));

    /** The set, with the row's margin and the metadata that are left of it. */
    CandidateSet set(Row row, Map<String, Object> metadata) {
        CandidateSet set = PreferencePair.of(prompt, chosen, rejected, row.number("margin"), metadata, row.origin())
                .set();
        String objective = objective(row);
        return isRatedAlike(row)
                ? set.withJudgements(List.of(new Judgement(0, 1, 0.5, 0.0, 1.0, objective)))
                : set.withJudgements(List.of(set.judgements().get(0).of(objective)));
    }

    /** Where a pair's scores go. */
    static List<ScorePlace> places(ObjectNode row) {
        return SCORES.stream().map(key -> ScorePlace.rated(row, key)).toList();
    }

    /** What the row says that was judged; a column of that name may hold anything. */
    private static String objective(Row row) {
        JsonNode value = row.find("objective");
        return value != null && value.isString() && !value.stringValue().isBlank()
                ? value.stringValue().strip()
                : Judgement.OVERALL;
    }

    private static boolean isRatedAlike(Row row) {
        boolean scored = GIVEN.stream().anyMatch(row.json()::has);
        return Stream.concat(Stream.of(scored ? GIVEN : SCORES), RATINGS.stream())
                .map(names -> isAlike(rating(row, names.get(0)), rating(row, names.get(1))))
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(false);
    }

    /** Nothing where either is missing. */
    private static Optional<Boolean> isAlike(@Nullable Double first, @Nullable Double second) {
        return first == null || second == null
                ? Optional.empty()
                : Optional.of(first.doubleValue() == second.doubleValue());
    }

    /** A finite number, also as the text that a CSV file has, or null: these columns may hold anything. */
    private static @Nullable Double rating(Row row, String name) {
        JsonNode value = row.find(name);
        try {
            return value != null && (value.isNumber() || value.isString()) ? row.number(value, name) : null;
        } catch (DataFileException e) {
            return null;
        }
    }
}
