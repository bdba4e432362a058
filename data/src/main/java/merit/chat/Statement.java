package merit.chat;

import java.util.List;

/** A part of a template that writes. */
@FunctionalInterface
interface Statement {
    /** Where to go on. */
    enum Next {
        STATEMENT,
        TURN,
        AFTER_LOOP
    }

    Next write(Scope scope, Text.Builder out);

    /** Statements one after the other. */
    static Statement all(List<Statement> statements) {
        List<Statement> copy = List.copyOf(statements);
        return (scope, out) -> {
            for (Statement statement : copy) {
                Next next = statement.write(scope, out);
                if (next != Next.STATEMENT) {
                    return next;
                }
            }
            return Next.STATEMENT;
        };
    }
}
