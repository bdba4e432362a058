package merit.encoding;

import java.util.List;

/** What becomes of a pair of which a row is longer than the model reads. */
public enum Overlong {
    /** Cut it, as {@link Truncation} says. */
    TRUNCATE,
    /** Leave the whole pair out: both sides must fit. */
    DROP;

    /** Whether rows that belong together stay. */
    public boolean keeps(List<TokenRow> rows) {
        return this == TRUNCATE || rows.stream().allMatch(row -> row.truncatedTokens() == 0);
    }
}
