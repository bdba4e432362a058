package merit.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Jinja's {@code loop} in one turn of a {@code for}.
 *
 * @param items all that the loop goes over
 * @param index of this turn, from 0
 */
record Loop(List<@Nullable Object> items, int index) {
    @Nullable
    Object get(String name) {
        return switch (name) {
            case "index" -> (long) index + 1;
            case "index0" -> (long) index;
            case "revindex" -> (long) items.size() - index;
            case "revindex0" -> (long) items.size() - index - 1;
            case "first" -> index == 0;
            case "last" -> index == items.size() - 1;
            case "length" -> (long) items.size();
            case "previtem" -> index == 0 ? new Undefined("loop.previtem") : items.get(index - 1);
            case "nextitem" -> index == items.size() - 1 ? new Undefined("loop.nextitem") : items.get(index + 1);
            case "cycle" ->
                (Callable) arguments -> {
                    arguments.need(0, "item");
                    return arguments.values().get(index % arguments.values().size());
                };
            case "depth", "depth0", "changed" -> throw ChatTemplateException.unknown("loop." + name);
            default -> new Undefined("loop." + name);
        };
    }
}
