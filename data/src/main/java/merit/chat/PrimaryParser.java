package merit.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The innermost of Jinja's expressions: literals, names, what follows them by dot, bracket, call, filter and test. */
final class PrimaryParser {
    private static final Set<Token.Kind> ARGUMENTS =
            Set.of(Token.Kind.NAME, Token.Kind.LITERAL, Token.Kind.WHOLE, Token.Kind.DECIMAL);
    private static final Set<String> NOT_ARGUMENTS = Set.of("else", "or", "and", "is");

    private final Tokens tokens;
    private final ExpressionParser expressions;

    PrimaryParser(Tokens tokens, ExpressionParser expressions) {
        this.tokens = tokens;
        this.expressions = expressions;
    }

    Expression unary(boolean withFilters) {
        Expression value;
        if (tokens.takeOperator("-")) {
            Expression positive = unary(false);
            value = scope -> Operators.negated(positive.in(scope));
        } else if (tokens.takeOperator("+")) {
            Expression same = unary(false);
            value = scope -> Values.number(same.in(scope));
        } else {
            value = primary();
        }
        value = postfix(value);
        return withFilters ? filtered(value) : value;
    }

    private Expression primary() {
        Token token = tokens.take();
        return switch (token.kind()) {
            case NAME -> name(token.text());
            case LITERAL -> literal(token.text());
            case WHOLE -> constant(Long.valueOf(token.text()));
            case DECIMAL -> constant(Double.valueOf(token.text()));
            default ->
                switch (token.text()) {
                    case "(" -> parenthesized();
                    case "[" -> list(elements("]"));
                    case "{" -> mapping();
                    default -> throw ChatTemplateException.at(token.line(), "found " + token.text() + ", need a value");
                };
        };
    }

    private static Expression name(String name) {
        return switch (name) {
            case "true", "True" -> constant(true);
            case "false", "False" -> constant(false);
            case "none", "None" -> constant(null);
            default -> scope -> scope.get(name);
        };
    }

    private static Expression constant(@Nullable Object value) {
        return scope -> value;
    }

    private Expression literal(String first) {
        StringBuilder text = new StringBuilder(first);
        while (tokens.peek().kind() == Token.Kind.LITERAL) {
            text.append(tokens.take().text());
        }
        return constant(Text.of(text.toString()));
    }

    private Expression parenthesized() {
        if (tokens.takeOperator(")")) {
            return list(List.of());
        }
        Expression value = expressions.several();
        tokens.needOperator(")");
        return value;
    }

    private List<Expression> elements(String close) {
        List<Expression> elements = new ArrayList<>();
        while (!tokens.takeOperator(close)) {
            elements.add(expressions.one());
            if (!tokens.isOperator(close)) {
                tokens.needOperator(",");
            }
        }
        return elements;
    }

    static Expression list(List<Expression> elements) {
        return scope -> {
            List<@Nullable Object> values = new ArrayList<>();
            elements.forEach(element -> values.add(element.in(scope)));
            return values;
        };
    }

    private Expression mapping() {
        Map<Expression, Expression> entries = new LinkedHashMap<>();
        while (!tokens.takeOperator("}")) {
            Expression key = expressions.one();
            tokens.needOperator(":");
            entries.put(key, expressions.one());
            if (!tokens.isOperator("}")) {
                tokens.needOperator(",");
            }
        }
        return scope -> {
            Map<@Nullable Object, @Nullable Object> mapping = new LinkedHashMap<>();
            entries.forEach((key, value) -> mapping.put(key.in(scope), value.in(scope)));
            return mapping;
        };
    }

    private Expression postfix(Expression start) {
        Expression value = start;
        while (tokens.isOperator(".") || tokens.isOperator("[") || tokens.isOperator("(")) {
            Expression whole = value;
            if (tokens.takeOperator("(")) {
                value = call(whole);
            } else if (tokens.takeOperator("[")) {
                value = bracketed(whole);
            } else {
                tokens.take();
                if (tokens.peek().kind() == Token.Kind.WHOLE) {
                    Long place = Long.valueOf(tokens.take().text());
                    value = scope -> Members.item(whole.in(scope), place);
                } else {
                    String name = tokens.needName();
                    value = scope -> Members.attribute(whole.in(scope), name);
                }
            }
        }
        return value;
    }

    private Expression bracketed(Expression whole) {
        List<Expression> bounds = new ArrayList<>();
        boolean slice = false;
        while (!tokens.isOperator("]")) {
            if (tokens.takeOperator(":")) {
                bounds.addAll(slice || !bounds.isEmpty() ? List.of() : List.of(constant(null)));
                slice = true;
                if (tokens.isOperator(":") || tokens.isOperator("]")) {
                    bounds.add(constant(null));
                }
            } else {
                bounds.add(expressions.one());
            }
        }
        if (!slice && bounds.size() == 1) {
            tokens.needOperator("]");
            Expression key = bounds.get(0);
            return scope -> Members.item(whole.in(scope), key.in(scope));
        }
        if (!slice || bounds.size() > 3) {
            throw tokens.unexpected("one key, or a slice");
        }
        while (bounds.size() < 3) {
            bounds.add(constant(null));
        }
        tokens.needOperator("]");
        Expression all = list(bounds);
        return scope -> Members.slice(whole.in(scope), Values.items(all.in(scope)));
    }

    private Expression call(Expression callee) {
        int line = tokens.peek().line();
        ParsedArguments arguments = ParsedArguments.parse(tokens, expressions);
        return scope -> {
            Object called = callee.in(scope);
            if (called instanceof Undefined undefined) {
                throw undefined.refused();
            }
            if (called instanceof Callable callable) {
                return callable.call(arguments.in(scope, "a function"));
            }
            throw ChatTemplateException.at(line, "found " + Values.describe(called) + " called, need a function");
        };
    }

    /** {@code value | filter}, {@code value is test}, and a call of what comes of them. */
    Expression filtered(Expression start) {
        Expression value = start;
        while (true) {
            if (tokens.takeOperator("|")) {
                value = filter(value);
            } else if (tokens.takeName("is")) {
                value = test(value);
            } else if (tokens.takeOperator("(")) {
                value = call(value);
            } else {
                return value;
            }
        }
    }

    private Expression filter(Expression value) {
        int line = tokens.peek().line();
        String name = tokens.needName();
        if (!Filters.isFilter(name)) {
            throw ChatTemplateException.at(line, "found the filter " + name + ", which Jinja does not have");
        }
        ParsedArguments arguments = tokens.takeOperator("(")
                ? ParsedArguments.parse(tokens, expressions)
                : new ParsedArguments(List.of(), Map.of());
        return scope -> Filters.apply(name, value.in(scope), arguments.in(scope, name));
    }

    private Expression test(Expression value) {
        boolean negated = tokens.takeName("not");
        int line = tokens.peek().line();
        String name = tokens.needName();
        if (!Tests.isTest(name)) {
            throw ChatTemplateException.at(line, "found the test " + name + ", which Jinja does not have");
        }
        ParsedArguments arguments = testArguments();
        return scope -> Tests.holds(name, value.in(scope), arguments.in(scope, name)) != negated;
    }

    /** In brackets, or a single one without. */
    private ParsedArguments testArguments() {
        if (tokens.takeOperator("(")) {
            return ParsedArguments.parse(tokens, expressions);
        }
        Token next = tokens.peek();
        boolean single = (ARGUMENTS.contains(next.kind()) && !NOT_ARGUMENTS.contains(next.text()))
                || tokens.isOperator("[")
                || tokens.isOperator("{");
        return new ParsedArguments(single ? List.of(postfix(primary())) : List.of(), Map.of());
    }
}
