package merit.chat;

import org.jspecify.annotations.Nullable;

/** What a template can call: a function, a macro, a method of a value. */
@FunctionalInterface
interface Callable {
    @Nullable
    Object call(Arguments arguments);
}
