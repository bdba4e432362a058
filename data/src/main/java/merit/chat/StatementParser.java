package merit.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A template's statements: text, {@code {{ }}}, if, for, set, macro, break, continue, generation. */
final class StatementParser {
    private static final Set<String> KNOWN_TO_JINJA = Set.of(
            "autoescape", "block", "call", "do", "extends", "filter", "from", "import", "include", "print", "with");

    private final Tokens tokens;
    private final ExpressionParser expressions;

    private StatementParser(Tokens tokens) {
        this.tokens = tokens;
        expressions = new ExpressionParser(tokens);
    }

    static Statement parse(String source) {
        StatementParser parser = new StatementParser(new Tokens(TemplateLexer.tokens(source)));
        Statement all = parser.until(Set.of());
        if (parser.tokens.peek().kind() != Token.Kind.END) {
            throw parser.tokens.unexpected("no such tag: nothing is open");
        }
        return all;
    }

    /** Statements up to a tag of these names, of which the name is still to be taken; or up to the end. */
    private Statement until(Set<String> names) {
        List<Statement> statements = new ArrayList<>();
        while (tokens.peek().kind() != Token.Kind.END) {
            Token token = tokens.take();
            if (token.kind() == Token.Kind.DATA) {
                Text text = Text.of(token.text());
                statements.add((scope, out) -> {
                    out.add(text);
                    return Statement.Next.STATEMENT;
                });
            } else if (token.kind() == Token.Kind.PRINT_BEGIN) {
                statements.add(print());
            } else if (names.contains(tokens.peek().text())) {
                return Statement.all(statements);
            } else {
                statements.add(tag());
            }
        }
        if (!names.isEmpty()) {
            throw tokens.unexpected("one of " + names);
        }
        return Statement.all(statements);
    }

    private Statement print() {
        Expression value = expressions.several();
        tokens.need(Token.Kind.PRINT_END, "}}");
        return (scope, out) -> {
            out.add(Values.printed(value.in(scope)));
            return Statement.Next.STATEMENT;
        };
    }

    private Statement tag() {
        int line = tokens.peek().line();
        String name = tokens.needName();
        return switch (name) {
            case "if" -> branch();
            case "for" -> loop();
            case "set" -> assignment();
            case "macro" -> macro();
            case "break" -> ends((scope, out) -> Statement.Next.AFTER_LOOP);
            case "continue" -> ends((scope, out) -> Statement.Next.TURN);
            case "generation" -> generation();
            default ->
                throw KNOWN_TO_JINJA.contains(name)
                        ? ChatTemplateException.unknown("the tag " + name + " on line " + line)
                        : ChatTemplateException.at(line, "found the tag " + name + ", which Jinja does not have");
        };
    }

    private Statement ends(Statement statement) {
        tokens.need(Token.Kind.BLOCK_END, "%}");
        return statement;
    }

    /** The body of a tag up to its end, of which nothing is left. */
    private Statement body(String end) {
        tokens.need(Token.Kind.BLOCK_END, "%}");
        Statement body = until(Set.of(end));
        tokens.take();
        tokens.need(Token.Kind.BLOCK_END, "%}");
        return body;
    }

    /** After {@code if} or {@code elif}. */
    private Statement branch() {
        Expression test = expressions.several();
        tokens.need(Token.Kind.BLOCK_END, "%}");
        Statement then = until(Set.of("elif", "else", "endif"));
        String next = tokens.take().text();
        Statement otherwise;
        if (next.equals("elif")) {
            otherwise = branch();
        } else {
            otherwise = next.equals("else") ? body("endif") : ends(Statement.all(List.of()));
        }
        return (scope, out) -> (Values.isTrue(test.in(scope)) ? then : otherwise).write(scope, out);
    }

    private Statement loop() {
        List<String> names = names();
        if (!tokens.takeName("in")) {
            throw tokens.unexpected("in");
        }
        Expression items = expressions.or();
        Expression test = tokens.takeName("if") ? expressions.one() : scope -> true;
        if (tokens.isName("recursive")) {
            throw ChatTemplateException.unknown("a recursive loop");
        }
        tokens.need(Token.Kind.BLOCK_END, "%}");
        Statement turn = until(Set.of("else", "endfor"));
        Statement otherwise = Statement.all(List.of());
        if (tokens.take().text().equals("else")) {
            otherwise = body("endfor");
        } else {
            tokens.need(Token.Kind.BLOCK_END, "%}");
        }
        return new ForLoop(names, items, test, turn, otherwise);
    }

    /** Names between commas, to which values are given. */
    private List<String> names() {
        boolean bracketed = tokens.takeOperator("(");
        List<String> names = new ArrayList<>(List.of(tokens.needName()));
        while (tokens.takeOperator(",")) {
            names.add(tokens.needName());
        }
        if (bracketed) {
            tokens.needOperator(")");
        }
        return names;
    }

    private Statement assignment() {
        if (tokens.beyond().is(Token.Kind.OPERATOR, ".")) {
            String namespace = tokens.needName();
            tokens.take();
            return assignment(namespace, tokens.needName());
        }
        List<String> names = names();
        if (tokens.takeOperator("=")) {
            Expression value = expressions.several();
            tokens.need(Token.Kind.BLOCK_END, "%}");
            return (scope, out) -> {
                assign(scope, names, value.in(scope));
                return Statement.Next.STATEMENT;
            };
        }
        return block(names);
    }

    /** {@code {% set name %}...{% endset %}}: what the body writes, through filters. */
    private Statement block(List<String> names) {
        String held = "a block's text";
        Expression filtered = expressions.filtered(scope -> scope.get(held));
        Statement body = body("endset");
        return (scope, out) -> {
            Text.Builder text = new Text.Builder();
            Scope inner = scope.inner();
            body.write(inner, text);
            inner.set(held, text.text());
            assign(scope, names, filtered.in(inner));
            return Statement.Next.STATEMENT;
        };
    }

    private Statement assignment(String namespace, String name) {
        tokens.needOperator("=");
        Expression value = expressions.several();
        tokens.need(Token.Kind.BLOCK_END, "%}");
        return (scope, out) -> {
            if (!(scope.get(namespace) instanceof Namespace found)) {
                throw new ChatTemplateException("chat template: set " + namespace + "." + name + ": found "
                        + Values.describe(scope.get(namespace)) + ", need a namespace()");
            }
            found.set(name, value.in(scope));
            return Statement.Next.STATEMENT;
        };
    }

    static void assign(Scope scope, List<String> names, @Nullable Object value) {
        if (names.size() == 1) {
            scope.set(names.get(0), value);
            return;
        }
        List<@Nullable Object> values = Values.items(value);
        if (values.size() != names.size()) {
            throw new ChatTemplateException(
                    "chat template: found " + values.size() + " values, need as many as the names " + names);
        }
        for (int i = 0; i < names.size(); i++) {
            scope.set(names.get(i), values.get(i));
        }
    }

    private Statement generation() {
        Statement body = body("endgeneration");
        return (scope, out) -> body.write(scope.inner(), out);
    }

    private Statement macro() {
        String name = tokens.needName();
        tokens.needOperator("(");
        Map<String, @Nullable Expression> parameters = new LinkedHashMap<>();
        while (!tokens.takeOperator(")")) {
            String parameter = tokens.needName();
            parameters.put(parameter, tokens.takeOperator("=") ? expressions.one() : null);
            if (!tokens.isOperator(")")) {
                tokens.needOperator(",");
            }
        }
        Statement body = body("endmacro");
        return (scope, out) -> {
            scope.set(name, new Macro(name, parameters, body, scope));
            return Statement.Next.STATEMENT;
        };
    }
}
