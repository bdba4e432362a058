package merit.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Arguments before they have values. */
record ParsedArguments(List<Expression> values, Map<String, Expression> named) {
    /** Reads up to the closing bracket; the opening one is taken. */
    static ParsedArguments parse(Tokens tokens, ExpressionParser expressions) {
        ParsedArguments arguments = new ParsedArguments(new ArrayList<>(), new LinkedHashMap<>());
        while (!tokens.takeOperator(")")) {
            if (tokens.peek().kind() == Token.Kind.NAME && tokens.beyond().is(Token.Kind.OPERATOR, "=")) {
                String name = tokens.needName();
                tokens.take();
                arguments.named.put(name, expressions.one());
            } else {
                arguments.values.add(expressions.one());
            }
            if (!tokens.isOperator(")")) {
                tokens.needOperator(",");
            }
        }
        return arguments;
    }

    /** @param name what is called, for messages */
    Arguments in(Scope scope, String name) {
        List<@Nullable Object> given = new ArrayList<>();
        values.forEach(value -> given.add(value.in(scope)));
        Map<String, @Nullable Object> byName = new LinkedHashMap<>();
        named.forEach((key, value) -> byName.put(key, value.in(scope)));
        return new Arguments(name, given, byName);
    }
}
