package merit.chat;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names that a stretch of a template sees: its own, then those of what it stands in. A loop's turn has its own. */
final class Scope {
    private final @Nullable Scope outer;
    private final Map<String, @Nullable Object> names = new HashMap<>();

    Scope(@Nullable Scope outer) {
        this.outer = outer;
    }

    Scope inner() {
        return new Scope(this);
    }

    void set(String name, @Nullable Object value) {
        names.put(name, value);
    }

    @Nullable
    Object get(String name) {
        for (Scope scope = this; scope != null; scope = scope.outer) {
            if (scope.names.containsKey(name)) {
                return scope.names.get(name);
            }
        }
        return Functions.global(name);
    }
}
