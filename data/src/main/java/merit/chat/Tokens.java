package merit.chat;

import java.util.List;

/** A place in a template's tokens. */
final class Tokens {
    private final List<Token> tokens;
    private int next;

    Tokens(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token peek() {
        return tokens.get(next);
    }

    /** The token after the next one. */
    Token beyond() {
        return tokens.get(Math.min(next + 1, tokens.size() - 1));
    }

    Token take() {
        return tokens.get(next == tokens.size() - 1 ? next : next++);
    }

    boolean isOperator(String operator) {
        return peek().is(Token.Kind.OPERATOR, operator);
    }

    boolean isName(String name) {
        return peek().is(Token.Kind.NAME, name);
    }

    boolean takeOperator(String operator) {
        boolean found = isOperator(operator);
        next += found ? 1 : 0;
        return found;
    }

    boolean takeName(String name) {
        boolean found = isName(name);
        next += found ? 1 : 0;
        return found;
    }

    void needOperator(String operator) {
        if (!takeOperator(operator)) {
            throw unexpected(operator);
        }
    }

    /** Any name. */
    String needName() {
        if (peek().kind() != Token.Kind.NAME) {
            throw unexpected("a name");
        }
        return take().text();
    }

    void need(Token.Kind kind, String shown) {
        if (take().kind() != kind) {
            next--;
            throw unexpected(shown);
        }
    }

    ChatTemplateException unexpected(String needed) {
        return ChatTemplateException.at(peek().line(), "found " + peek().text() + ", need " + needed);
    }
}
