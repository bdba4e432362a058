package merit.chat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts what stands inside a tag into tokens; the tag's end counts only outside brackets and literals. */
final class ExpressionLexer {
    private static final Pattern SPACE = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]*");
    private static final Pattern DECIMAL = Pattern.compile("\\d+(?:\\.\\d+(?:[eE][+-]?\\d+)?|[eE][+-]?\\d+)");
    private static final Pattern WHOLE = Pattern.compile("\\d+");
    private static final Pattern LITERAL = Pattern.compile(
            "'([^'\\\\]*+(?:\\\\.[^'\\\\]*+)*+)'|\"([^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)\"", Pattern.DOTALL);
    private static final Pattern OPERATOR = Pattern.compile("//|\\*\\*|==|!=|>=|<=|[-+/*%~\\[\\](){}<>=.:|,;]");

    private final String source;
    private final String close;
    private final Deque<Character> open = new ArrayDeque<>();
    private int position;
    private int line;

    ExpressionLexer(String source, int start, String close) {
        this.source = source;
        this.close = close;
        position = start;
        line = 1
                + (int) source.substring(0, start)
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
    }

    /** Adds the tokens. Gives the index of the closing brackets, or of the sign before them; -1 where there are none. */
    int run(List<Token> tokens) {
        while (position < source.length()) {
            if (open.isEmpty() && isClose()) {
                return position;
            }
            if (!found(SPACE).isEmpty()) {
                continue;
            }
            tokens.add(next());
        }
        return -1;
    }

    private boolean isClose() {
        char c = source.charAt(position);
        int sign = c == '-' || (c == '+' && close.equals("%}")) ? 1 : 0;
        return source.startsWith(close, position + sign);
    }

    private Token next() {
        int start = line;
        boolean afterDot = source.charAt(position - 1) == '.';
        String decimal = afterDot ? "" : found(DECIMAL);
        if (!decimal.isEmpty()) {
            return new Token(Token.Kind.DECIMAL, decimal, start);
        }
        String whole = found(WHOLE);
        if (!whole.isEmpty()) {
            return new Token(Token.Kind.WHOLE, whole, start);
        }
        String name = found(NAME);
        if (!name.isEmpty()) {
            return new Token(Token.Kind.NAME, name, start);
        }
        String literal = found(LITERAL);
        if (!literal.isEmpty()) {
            return new Token(Token.Kind.LITERAL, unescaped(literal.substring(1, literal.length() - 1), start), start);
        }
        String operator = found(OPERATOR);
        if (operator.isEmpty()) {
            throw ChatTemplateException.at(
                    start, "found " + source.charAt(position) + ", need a name, a number, a text or an operator");
        }
        balance(operator.charAt(0));
        return new Token(Token.Kind.OPERATOR, operator, start);
    }

    private void balance(char bracket) {
        switch (bracket) {
            case '(' -> open.push(')');
            case '[' -> open.push(']');
            case '{' -> open.push('}');
            case ')', ']', '}' -> {
                if (open.isEmpty() || open.pop() != bracket) {
                    throw ChatTemplateException.at(line, "found " + bracket + " where nothing is open; leave it out");
                }
            }
            default -> {}
        }
    }

    private String found(Pattern pattern) {
        Matcher matcher = pattern.matcher(source).region(position, source.length());
        if (!matcher.lookingAt()) {
            return "";
        }
        position = matcher.end();
        line += (int) matcher.group().chars().filter(c -> c == '\n').count();
        return matcher.group();
    }

    /** Python's escapes; what is none stays as it is written. */
    private static String unescaped(String literal, int line) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < literal.length(); i++) {
            char c = literal.charAt(i);
            if (c != '\\') {
                text.append(c);
                continue;
            }
            char next = literal.charAt(++i);
            int simple = "\\'\"nrtfbav".indexOf(next);
            int digits = next == 'x' ? 2 : next == 'u' ? 4 : next == 'U' ? 8 : 0;
            if (simple >= 0) {
                text.append("\\'\"\n\r\t\f\b\u0007\u000b".charAt(simple));
            } else if (digits > 0) {
                text.appendCodePoint(code(literal, i + 1, digits, line));
                i += digits;
            } else if ((next >= '0' && next <= '7') || next == 'N') {
                throw ChatTemplateException.at(line, "found \\" + next + " in a text, which is not known here");
            } else if (next != '\n') {
                text.append(c).append(next);
            }
        }
        return text.toString();
    }

    private static int code(String literal, int from, int digits, int line) {
        try {
            return Integer.parseInt(literal.substring(from, from + digits), 16);
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            throw ChatTemplateException.at(line, "found an escape without its " + digits + " digits; complete it");
        }
    }
}
