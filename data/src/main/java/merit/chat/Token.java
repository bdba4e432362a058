package merit.chat;

/**
 * A piece of a template's source.
 *
 * @param text the data, the name, the operator, the digits; a literal text without its quotes and escapes
 * @param line from 1
 */
record Token(Kind kind, String text, int line) {
    enum Kind {
        DATA,
        BLOCK_BEGIN,
        BLOCK_END,
        PRINT_BEGIN,
        PRINT_END,
        NAME,
        LITERAL,
        WHOLE,
        DECIMAL,
        OPERATOR,
        END
    }

    boolean is(Kind other, String word) {
        return kind == other && text.equals(word);
    }
}
