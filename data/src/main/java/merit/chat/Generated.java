package merit.chat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a filter like {@code map} gives: Python's generator, which can be gone over once and has no length. */
final class Generated {
    private final List<@Nullable Object> left;

    Generated(List<@Nullable Object> items) {
        left = new ArrayList<>(items);
    }

    /** What has not been taken yet; afterwards nothing is left. */
    List<@Nullable Object> takeAll() {
        List<@Nullable Object> all = new ArrayList<>(left);
        left.clear();
        return all;
    }

    /** The next one. */
    @Nullable
    Object takeFirst() {
        return left.isEmpty() ? new Undefined("the first of nothing") : left.remove(0);
    }
}
