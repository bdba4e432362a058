package merit.chat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@code for}. What a turn sets ends with it; a turn sees what stands around the loop.
 *
 * @param names what an item is called, or its parts
 * @param items what is gone over
 * @param test which items are
 * @param turn for each
 * @param otherwise where no turn came to its end
 */
record ForLoop(List<String> names, Expression items, Expression test, Statement turn, Statement otherwise)
        implements Statement {
    @Override
    public Next write(Scope scope, Text.Builder out) {
        List<@Nullable Object> chosen = new ArrayList<>();
        for (Object item : Values.items(items.in(scope))) {
            Scope inner = scope.inner();
            StatementParser.assign(inner, names, item);
            if (Values.isTrue(test.in(inner))) {
                chosen.add(item);
            }
        }
        boolean ended = false;
        for (int i = 0; i < chosen.size(); i++) {
            Scope inner = scope.inner();
            inner.set("loop", new Loop(chosen, i));
            StatementParser.assign(inner, names, chosen.get(i));
            Next next = turn.write(inner, out);
            ended |= next == Next.STATEMENT;
            if (next == Next.AFTER_LOOP) {
                break;
            }
        }
        return ended ? Next.STATEMENT : otherwise.write(scope, out);
    }
}
