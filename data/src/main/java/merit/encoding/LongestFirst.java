package merit.encoding;

/**
 * How transformers shortens a row that stands as it is ({@code truncation=True}): the longer of two texts gives way until both
 * are alike long, then both do, the longer keeping the odd token.
 *
 * @param first how many tokens of the first text stay
 * @param second how many of the second
 */
record LongestFirst(int first, int second) {
    /**
     * @param room for the tokens of both together
     */
    static LongestFirst of(int first, int second, int room) {
        if (first + second <= room) {
            return new LongestFirst(first, second);
        }
        if (second == 0) {
            return new LongestFirst(Math.max(0, room), 0);
        }
        int shorter = Math.min(first, second);
        int longer = Math.max(shorter, room - shorter);
        if (shorter + longer > room) {
            shorter = room / 2;
            longer = shorter + room % 2;
        }
        return first > second ? new LongestFirst(longer, shorter) : new LongestFirst(shorter, longer);
    }
}
