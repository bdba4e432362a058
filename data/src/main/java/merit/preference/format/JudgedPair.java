package merit.preference.format;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import merit.dialogue.Conversation;
import merit.preference.CandidateSet;
import merit.preference.DropReason;
import merit.preference.Judgement;
import merit.preference.PreferencePair;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A chosen and a rejected answer as a set. Where the row rates both alike, which of them is called chosen is an accident of
 * how the file was made (binarized UltraFeedback has one such row in nine), so the judgement is a tie. What was judged stands under
 * {@code objective}, where the row says so. Several people's judgement stands under {@code votes_chosen} and {@code votes_rejected},
 * each vote of which counts as one, or as a probability under {@code p_chosen}; either goes before ratings.
 */
record JudgedPair(Conversation prompt, String chosen, String rejected) {
    /** Where Merit puts its scores, and where data sets have ratings too. */
    private static final List<String> SCORES = List.of("chosen_score", "rejected_score");

    /** What stood under {@link #SCORES} before Merit scored the row; null where nothing did. */
    private static final List<String> GIVEN = List.of("given_chosen_score", "given_rejected_score");

    private static final String VOTES = "votes_chosen";
    private static final String VOTES_AGAINST = "votes_rejected";

    /** The other names that data sets give the two ratings. */
    private static final List<List<String>> RATINGS = List.of(
            List.of("score_chosen", "score_rejected"),
            List.of("chosen_rating", "rejected_rating"),
            List.of("chosen-rating", "rejected-rating"));

    /** The set, with the row's margin and the metadata that are left of it. */
    CandidateSet set(Row row, Map<String, Object> metadata) throws RowDropped {
        Double margin = row.number("margin");
        CandidateSet set = PreferencePair.of(prompt, chosen, rejected, margin, metadata, row.origin())
                .set();
        return set.withJudgements(List.of(judgement(row, margin)));
    }

    private static Judgement judgement(Row row, @Nullable Double margin) throws RowDropped {
        String objective = objective(row);
        Double probability = row.number("p_chosen");
        Double votes = row.number(VOTES);
        if (probability != null && votes != null) {
            throw row.wrong("found p_chosen and " + VOTES + ", need one of them");
        }
        if (probability != null) {
            if (probability < 0 || probability > 1) {
                throw row.wrong("p_chosen: found " + probability + ", need 0 to 1");
            }
            return new Judgement(0, 1, probability, margin, 1, objective);
        }
        if (votes != null) {
            return voted(row, votes, margin).of(objective);
        }
        return isRatedAlike(row)
                ? new Judgement(0, 1, 0.5, 0.0, 1, objective)
                : Judgement.prefers(0, 1, margin).of(objective);
    }

    private static Judgement voted(Row row, double votes, @Nullable Double margin) throws RowDropped {
        double against = row.number(
                row.need(VOTES_AGAINST, "Votes need " + VOTES + " and " + VOTES_AGAINST + "."), VOTES_AGAINST);
        if (votes < 0 || against < 0) {
            throw row.wrong(
                    VOTES + ", " + VOTES_AGAINST + ": found " + votes + " and " + against + ", need numbers from 0");
        }
        if (votes + against == 0) {
            throw new RowDropped(DropReason.NO_WEIGHT);
        }
        return new Judgement(0, 1, votes / (votes + against), margin, votes + against, Judgement.OVERALL);
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
