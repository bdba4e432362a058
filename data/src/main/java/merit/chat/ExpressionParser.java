package merit.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Jinja's expressions, by its own order of operators: {@code if}, or, and, not, comparison, sum, {@code ~}, product, power. */
final class ExpressionParser {
    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

    private final Tokens tokens;
    private final PrimaryParser primary;

    ExpressionParser(Tokens tokens) {
        this.tokens = tokens;
        primary = new PrimaryParser(tokens, this);
    }

    /** An expression, or several between commas as one list. */
    Expression several() {
        Expression first = one();
        if (!tokens.isOperator(",")) {
            return first;
        }
        List<Expression> all = new ArrayList<>(List.of(first));
        while (tokens.takeOperator(",")) {
            if (tokens.peek().kind() == Token.Kind.BLOCK_END || tokens.isOperator(")")) {
                break;
            }
            all.add(one());
        }
        return PrimaryParser.list(all);
    }

    Expression one() {
        Expression value = or();
        while (tokens.takeName("if")) {
            Expression chosen = value;
            Expression test = or();
            Expression other =
                    tokens.takeName("else") ? one() : scope -> new Undefined("the else of an if without one");
            value = scope -> Values.isTrue(test.in(scope)) ? chosen.in(scope) : other.in(scope);
        }
        return value;
    }

    /** Without {@code if} and {@code else}, as a loop's list is. */
    Expression or() {
        Expression left = and();
        while (tokens.takeName("or")) {
            Expression first = left;
            Expression second = and();
            left = scope -> {
                Object value = first.in(scope);
                return Values.isTrue(value) ? value : second.in(scope);
            };
        }
        return left;
    }

    private Expression and() {
        Expression left = not();
        while (tokens.takeName("and")) {
            Expression first = left;
            Expression second = not();
            left = scope -> {
                Object value = first.in(scope);
                return Values.isTrue(value) ? second.in(scope) : value;
            };
        }
        return left;
    }

    private Expression not() {
        if (tokens.isName("not")) {
            tokens.take();
            Expression value = not();
            return scope -> !Values.isTrue(value.in(scope));
        }
        return comparison();
    }

    /** {@code a < b < c} is {@code a < b and b < c}. */
    private Expression comparison() {
        Expression first = sum();
        List<String> operators = new ArrayList<>();
        List<Expression> others = new ArrayList<>();
        for (String operator = comparator(); operator != null; operator = comparator()) {
            operators.add(operator);
            others.add(sum());
        }
        if (operators.isEmpty()) {
            return first;
        }
        return scope -> {
            Object left = first.in(scope);
            boolean holds = true;
            for (int i = 0; holds && i < operators.size(); i++) {
                Object right = others.get(i).in(scope);
                holds = Operators.compare(operators.get(i), left, right);
                left = right;
            }
            return holds;
        };
    }

    private @Nullable String comparator() {
        if (tokens.peek().kind() == Token.Kind.OPERATOR
                && COMPARISONS.contains(tokens.peek().text())) {
            return tokens.take().text();
        }
        if (tokens.takeName("in")) {
            return "in";
        }
        if (tokens.isName("not") && tokens.beyond().is(Token.Kind.NAME, "in")) {
            tokens.take();
            tokens.take();
            return "not in";
        }
        return null;
    }

    private Expression sum() {
        Expression left = concatenation();
        while (tokens.isOperator("+") || tokens.isOperator("-")) {
            left = binary(tokens.take().text(), left, concatenation());
        }
        return left;
    }

    private Expression concatenation() {
        Expression left = product();
        while (tokens.takeOperator("~")) {
            left = binary("~", left, product());
        }
        return left;
    }

    private Expression product() {
        Expression left = power();
        while (tokens.isOperator("*") || tokens.isOperator("/") || tokens.isOperator("//") || tokens.isOperator("%")) {
            left = binary(tokens.take().text(), left, power());
        }
        return left;
    }

    private Expression power() {
        Expression left = primary.unary(true);
        while (tokens.takeOperator("**")) {
            left = binary("**", left, primary.unary(true));
        }
        return left;
    }

    /** What filters make of a value, where any follow. */
    Expression filtered(Expression value) {
        return primary.filtered(value);
    }

    private static Expression binary(String operator, Expression left, Expression right) {
        return scope -> Operators.binary(operator, left.in(scope), right.in(scope));
    }
}
