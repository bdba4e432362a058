package merit.encoding;

/** A stretch of a rendered template: whose words it holds, and the text. */
public record Segment(Tag tag, String text) {
    /** Whose words. */
    public enum Tag {
        /** The template's own. */
        FIXED,
        /** The prompt, earlier turns and their labels included. */
        PROMPT,
        RESPONSE,
        /** The template's own between turns of the prompt, its control tokens too: goes where all of the prompt goes. */
        TURN
    }
}
