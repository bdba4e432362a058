package merit.tensor;

import java.util.ArrayList;
import java.util.List;

/** The stack of the machine that reads a pickle, with the marks that it counts back to. Refuses to give what it does not hold. */
final class PickleStack {
    private final List<Object> values = new ArrayList<>();
    private final List<Integer> marks = new ArrayList<>();

    void push(Object value) {
        values.add(value);
    }

    Object top() {
        if (values.isEmpty()) {
            throw broken();
        }
        return values.get(values.size() - 1);
    }

    Object pop() {
        return pop(1).get(0);
    }

    /** The last values, in the order they were pushed. */
    List<Object> pop(int count) {
        if (count < 0 || count > values.size()) {
            throw broken();
        }
        List<Object> end = values.subList(values.size() - count, values.size());
        List<Object> popped = List.copyOf(end);
        end.clear();
        return popped;
    }

    void mark() {
        marks.add(values.size());
    }

    List<Object> popToMark() {
        if (marks.isEmpty()) {
            throw broken();
        }
        return pop(values.size() - marks.remove(marks.size() - 1));
    }

    static IllegalArgumentException broken() {
        return new IllegalArgumentException("its pickle is broken: an instruction finds other values than it needs");
    }
}
