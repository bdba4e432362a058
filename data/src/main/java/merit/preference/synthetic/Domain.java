package merit.preference.synthetic;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One field of questions.
 *
 * @param name as it stands in the rows' metadata
 * @param slots by name, the shared vocabulary included
 * @param derived values, in the order in which they are computed
 * @param tables by name
 * @param forms of question
 */
record Domain(
        String name, Map<String, Slot> slots, List<Derived> derived, Map<String, Table> tables, List<Form> forms) {

    Table table(Form form) {
        return form.table().isEmpty() ? Table.NONE : Objects.requireNonNull(tables.get(form.table()), form.table());
    }

    Slot slot(String slot) {
        return Objects.requireNonNull(slots.get(slot), slot);
    }

    /**
     * What {@code given} leaves open, drawn at random; the derived values computed. Null where two slots of {@code given}
     * hold the same value of one vocabulary.
     */
    @Nullable
    Binding complete(Form form, Binding given, Dice dice) {
        Map<String, String> values = new LinkedHashMap<>(table(form).draw(given.row(), dice));
        values.putAll(given.values());
        if (repeats(given.values())) {
            return null;
        }
        for (Map.Entry<String, Slot> slot : slots.entrySet()) {
            while (!values.containsKey(slot.getKey())) {
                String value = dice.pick(slot.getValue().values());
                if (!taken(slot.getValue().source(), value, values)) {
                    values.put(slot.getKey(), value);
                }
            }
        }
        return derive(new Binding(given.row(), values));
    }

    /** The derived values computed anew. */
    Binding derive(Binding binding) {
        Binding derivedToo = binding;
        for (Derived value : derived) {
            if (derivedToo.values().keySet().containsAll(needed(value))) {
                derivedToo = derivedToo.with(value.name(), value.value(derivedToo.values(), slots));
            }
        }
        return derivedToo;
    }

    private List<String> needed(Derived value) {
        return List.of(value.left(), value.right()).stream()
                .filter(operand -> !Derived.isNumber(operand))
                .toList();
    }

    private boolean repeats(Map<String, String> values) {
        Map<String, String> seen = new LinkedHashMap<>();
        for (Map.Entry<String, String> value : values.entrySet()) {
            Slot slot = slots.get(value.getKey());
            if (slot != null && taken(slot.source(), value.getValue(), seen)) {
                return true;
            }
            seen.put(value.getKey(), value.getValue());
        }
        return false;
    }

    private boolean taken(String source, String value, Map<String, String> values) {
        for (Map.Entry<String, String> other : values.entrySet()) {
            Slot slot = slots.get(other.getKey());
            if (slot != null && slot.source().equals(source) && other.getValue().equals(value)) {
                return true;
            }
        }
        return false;
    }
}
