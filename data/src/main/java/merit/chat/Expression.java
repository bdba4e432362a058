package merit.chat;

import org.jspecify.annotations.Nullable;

/** A part of a template that has a value. */
@FunctionalInterface
interface Expression {
    @Nullable
    Object in(Scope scope);
}
