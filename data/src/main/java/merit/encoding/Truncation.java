package merit.encoding;

/** What gives way in a row that is too long. Control tokens are never cut. */
public enum Truncation {
    /**
     * The default: the answer is kept, the prompt is shortened from its start. An answer that is too long alone loses its
     * end, and then stands without its prompt.
     */
    PROMPT,
    /** The start of the whole row. */
    LEFT,
    /** The end of the whole row: what most trainers do, and what makes long pairs identical. */
    RIGHT
}
