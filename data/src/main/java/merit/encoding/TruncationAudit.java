package merit.encoding;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import merit.preference.CandidateSet;
import merit.preference.PreferencePair;
import merit.tokenizer.Tokenizer;

/**
 * What a longest row does to a data set, under each side that may give way.
 *
 * @param maxLength the longest row in tokens, control tokens included
 * @param rows how many answers were looked at, each with its prompt
 * @param pairs how many pairs they make
 * @param medianTokens of the whole rows, uncut
 * @param tokens95 95 of 100 rows have no more tokens than this
 * @param longestTokens of the longest row
 * @param overlongPairs pairs of which a row is longer; {@link Overlong#DROP} would leave them out
 * @param sides what cutting does, by side
 */
public record TruncationAudit(
        int maxLength,
        int rows,
        int pairs,
        int medianTokens,
        int tokens95,
        int longestTokens,
        int overlongPairs,
        Map<Truncation, Side> sides) {

    /**
     * Counts of pairs.
     *
     * @param identical become identical, and were not
     * @param answerLost lose all of an answer
     * @param answerCut lose some or all of an answer
     * @param promptShortened lose some or all of the prompt on a side
     */
    public record Side(int identical, int answerLost, int answerCut, int promptShortened) {
        Side plus(Side other) {
            return new Side(
                    identical + other.identical,
                    answerLost + other.answerLost,
                    answerCut + other.answerCut,
                    promptShortened + other.promptShortened);
        }
    }

    /** What cutting this side does. */
    public Side side(Truncation truncation) {
        return sides.getOrDefault(truncation, new Side(0, 0, 0, 0));
    }

    /** Looks at every pair of the sets. Tokenises on all cores; nothing of the rows is kept. */
    public static TruncationAudit of(
            List<CandidateSet> sets, Tokenizer tokenizer, PromptTemplate template, int maxLength) {
        RowEncoder encoder = new RowEncoder(tokenizer, new EncodingConfig(template, maxLength, Truncation.PROMPT));
        List<Part> parts =
                sets.parallelStream().map(set -> Part.of(set, encoder)).toList();
        int[] lengths = parts.stream()
                .flatMapToInt(part -> Arrays.stream(part.lengths))
                .sorted()
                .toArray();
        Map<Truncation, Side> sides = new EnumMap<>(Truncation.class);
        for (Part part : parts) {
            part.sides.forEach((side, counts) -> sides.merge(side, counts, Side::plus));
        }
        return new TruncationAudit(
                maxLength,
                lengths.length,
                parts.stream().mapToInt(part -> part.pairs).sum(),
                quantile(lengths, 0.5),
                quantile(lengths, 0.95),
                quantile(lengths, 1),
                parts.stream().mapToInt(part -> part.overlong).sum(),
                sides);
    }

    private static int quantile(int[] sorted, double share) {
        return sorted.length == 0 ? 0 : sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }

    /** What one set adds. */
    private static final class Part {
        private final int[] lengths;
        private final Map<Truncation, Side> sides = new EnumMap<>(Truncation.class);
        private int pairs;
        private int overlong;

        private Part(int[] lengths) {
            this.lengths = lengths;
        }

        static Part of(CandidateSet set, RowEncoder encoder) {
            Map<String, TaggedRow> rows = new HashMap<>();
            set.candidates()
                    .forEach(candidate -> rows.computeIfAbsent(
                            candidate.response(),
                            text -> encoder.tagged(set.prompt().answered(text))));
            Part part =
                    new Part(rows.values().stream().mapToInt(TaggedRow::length).toArray());
            for (PreferencePair pair : set.pairs()) {
                TaggedRow chosen = row(rows, pair.chosen());
                TaggedRow rejected = row(rows, pair.rejected());
                part.pairs++;
                int longer = Math.max(chosen.length(), rejected.length());
                part.overlong += longer > encoder.config().maxLength() ? 1 : 0;
                for (Truncation truncation : Truncation.values()) {
                    part.add(chosen, rejected, encoder.config().maxLength(), truncation);
                }
            }
            return part;
        }

        private static TaggedRow row(Map<String, TaggedRow> rows, String response) {
            TaggedRow row = rows.get(response);
            if (row == null) {
                throw new IllegalStateException("a judged answer is not among its set's candidates");
            }
            return row;
        }

        private void add(TaggedRow chosen, TaggedRow rejected, int maxLength, Truncation truncation) {
            TokenRow a = chosen.cut(maxLength, truncation);
            TokenRow b = rejected.cut(maxLength, truncation);
            boolean lost = lost(chosen, a) || lost(rejected, b);
            boolean identical = a.equals(b)
                    && !chosen.cut(Integer.MAX_VALUE, truncation).equals(rejected.cut(Integer.MAX_VALUE, truncation));
            Side side = new Side(
                    identical ? 1 : 0,
                    lost ? 1 : 0,
                    a.truncatedResponseTokens() + b.truncatedResponseTokens() > 0 ? 1 : 0,
                    a.truncatedPromptTokens() + b.truncatedPromptTokens() > 0 ? 1 : 0);
            sides.merge(truncation, side, Side::plus);
        }

        private static boolean lost(TaggedRow whole, TokenRow cut) {
            return cut.truncatedResponseTokens() > 0
                    && cut.truncatedResponseTokens() == whole.count(TaggedRow.RESPONSE);
        }
    }
}
