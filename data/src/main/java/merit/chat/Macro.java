package merit.chat;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A {@code macro}: a function that gives back what its body writes. It sees what stood around it, not what stands around its call.
 *
 * @param parameters names, with what stands for a missing one; null for nothing
 */
record Macro(String name, Map<String, @Nullable Expression> parameters, Statement body, Scope around)
        implements Callable {
    @Override
    public Object call(Arguments arguments) {
        Scope scope = around.inner();
        String[] names = parameters.keySet().toArray(String[]::new);
        Arguments given = new Arguments("macro " + name, arguments.values(), arguments.named());
        given.atMost(names.length, names);
        for (int i = 0; i < names.length; i++) {
            Expression otherwise = parameters.get(names[i]);
            boolean missing = i >= given.values().size() && !given.named().containsKey(names[i]);
            Object value = missing
                    ? otherwise == null ? new Undefined("parameter \"" + names[i] + "\"") : otherwise.in(scope)
                    : given.get(i, names[i], null);
            scope.set(names[i], value);
        }
        Text.Builder out = new Text.Builder();
        body.write(scope, out);
        return out.text();
    }
}
