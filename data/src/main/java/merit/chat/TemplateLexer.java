package merit.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a template into tokens as Jinja does with {@code trim_blocks} and {@code lstrip_blocks}, the settings of transformers: a
 * newline after a block or a comment goes, and so does the space before one that starts its line; {@code -} takes all
 * whitespace, {@code +} none.
 */
final class TemplateLexer {
    private static final Pattern BEGIN = Pattern.compile("\\{\\{|\\{%|\\{#");
    private static final Pattern RAW_BEGIN = Pattern.compile("\\{%[-+]?\\s*raw\\s*(?:-%}\\s*|%})");
    private static final Pattern RAW_END = Pattern.compile("\\{%([-+]?)\\s*endraw\\s*(?:\\+%}|-%}\\s*|%}\\n?)");
    private static final Pattern COMMENT_END = Pattern.compile("\\+#}|-#}\\s*|#}\\n?");

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int position;

    private TemplateLexer(String source) {
        String lines = source.replace("\r\n", "\n").replace('\r', '\n');
        this.source = lines.endsWith("\n") ? lines.substring(0, lines.length() - 1) : lines;
    }

    static List<Token> tokens(String source) {
        TemplateLexer lexer = new TemplateLexer(source);
        lexer.run();
        return lexer.tokens;
    }

    private void run() {
        Matcher begin = BEGIN.matcher(source);
        while (begin.find(position)) {
            data(position, begin.start());
            position = begin.start();
            switch (begin.group()) {
                case "{{" -> inside(Token.Kind.PRINT_BEGIN);
                case "{#" -> comment();
                default -> {
                    if (RAW_BEGIN
                            .matcher(source)
                            .region(position, source.length())
                            .lookingAt()) {
                        raw();
                    } else {
                        inside(Token.Kind.BLOCK_BEGIN);
                    }
                }
            }
        }
        add(source.substring(position), position);
        tokens.add(new Token(Token.Kind.END, "the end of the template", line(source.length())));
    }

    /** What stands before a tag, less the whitespace that the tag takes. */
    private void data(int from, int to) {
        String data = source.substring(from, to);
        char sign = to + 2 < source.length() ? source.charAt(to + 2) : ' ';
        if (sign == '-') {
            data = Text.of(data).stripped(null, false, true).toString();
        } else if (sign != '+' && source.charAt(to + 1) != '{') {
            int line = data.lastIndexOf('\n') + 1;
            boolean atStart = line > 0 || from == 0 || source.charAt(from - 1) == '\n';
            if (atStart && data.substring(line).codePoints().allMatch(Text::isSpace)) {
                data = data.substring(0, line);
            }
        }
        add(data, from);
    }

    private void add(String data, int at) {
        if (!data.isEmpty()) {
            tokens.add(new Token(Token.Kind.DATA, data, line(at)));
        }
    }

    private void comment() {
        Matcher end = COMMENT_END.matcher(source);
        int start = position + 2;
        if (start < source.length() && (source.charAt(start) == '-' || source.charAt(start) == '+')) {
            start++;
        }
        if (!end.find(start)) {
            throw unclosed("{#");
        }
        position = after(end.end(), source.charAt(end.start()) == '-');
    }

    private void raw() {
        Matcher begin = RAW_BEGIN.matcher(source).region(position, source.length());
        Matcher end = RAW_END.matcher(source);
        if (!begin.lookingAt() || !end.find(begin.end())) {
            throw unclosed("{% raw %}");
        }
        data(begin.end(), end.start());
        position = end.end();
    }

    private void inside(Token.Kind begin) {
        int start = position + 2;
        tokens.add(new Token(begin, source.substring(position, start), line(position)));
        if (start < source.length() && (source.charAt(start) == '-' || source.charAt(start) == '+')) {
            start++;
        }
        String close = begin == Token.Kind.PRINT_BEGIN ? "}}" : "%}";
        ExpressionLexer lexer = new ExpressionLexer(source, start, close);
        int end = lexer.run(tokens);
        if (end < 0) {
            throw unclosed(source.substring(position, position + 2));
        }
        boolean strips = source.charAt(end) == '-';
        boolean keeps = source.charAt(end) == '+';
        position = after(end + (strips || keeps ? 3 : 2), strips);
        if (begin == Token.Kind.BLOCK_BEGIN && !keeps && !strips && position < source.length()) {
            position += source.charAt(position) == '\n' ? 1 : 0;
        }
        tokens.add(new Token(
                begin == Token.Kind.PRINT_BEGIN ? Token.Kind.PRINT_END : Token.Kind.BLOCK_END, close, line(end)));
    }

    private int after(int end, boolean strips) {
        int next = end;
        while (strips && next < source.length() && Text.isSpace(source.charAt(next))) {
            next++;
        }
        return next;
    }

    private ChatTemplateException unclosed(String what) {
        return ChatTemplateException.at(line(position), "found " + what + " that is never closed; close it");
    }

    private int line(int at) {
        return 1 + (int) source.substring(0, at).chars().filter(c -> c == '\n').count();
    }
}
