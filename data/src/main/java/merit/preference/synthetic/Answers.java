package merit.preference.synthetic;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The right answer to one question and the wrong ones. All are cut from the same cloth: a wrong answer is in words, length
 * and form what would be right for another question, so only its relation to the prompt tells it apart.
 */
final class Answers {
    private static final int TRIES = 20;
    private static final int[] SLIPS = {-10, -3, -2, -1, 1, 2, 3, 10};
    private final Domain domain;
    private final Form form;
    private final Binding binding;
    private final Dice dice;
    private final Template template;

    Answers(Domain domain, Form form, Binding binding, Dice dice) {
        this.domain = domain;
        this.form = form;
        this.binding = binding;
        this.dice = dice;
        this.template = dice.pick(form.right());
    }

    String right() {
        return template.fill(binding.values());
    }

    /** The right answer with one key word or number exchanged, or null where its form has none to exchange. */
    @Nullable
    String swapped() {
        List<String> places =
                form.swap().stream().filter(template.slots()::contains).toList();
        if (places.isEmpty()) {
            return null;
        }
        return different(
                () -> template.fill(exchanged(dice.pick(places), binding).values()));
    }

    /** The right topic with a plausible but wrong answer, or null where none differs from the right one. */
    @Nullable
    String wrong() {
        if (!form.wrong().isEmpty()) {
            return different(() -> dice.pick(form.wrong()).fill(binding.values()));
        }
        return different(() -> template.fill(misled().values()));
    }

    private @Nullable String different(Supplier<String> draw) {
        String right = right();
        for (int attempt = 0; attempt < TRIES; attempt++) {
            String text = draw.get();
            if (!text.equals(right)) {
                return text;
            }
        }
        return null;
    }

    private Binding misled() {
        Table table = domain.table(form);
        Map<String, String> other = table.draw(dice.below(table.rows().size()), dice);
        Binding changed = binding;
        List<String> computed = new ArrayList<>();
        for (String name : form.answer()) {
            if (other.containsKey(name)) {
                changed = changed.with(name, other.get(name));
            } else if (domain.slots().containsKey(name)) {
                changed = exchanged(name, changed);
            } else {
                computed.add(name);
            }
        }
        changed = domain.derive(changed);
        for (String name : computed) {
            changed = exchanged(name, changed);
        }
        return changed;
    }

    private Binding exchanged(String name, Binding from) {
        Slot slot = domain.slots().get(name);
        if (slot != null) {
            return from.with(name, dice.pick(slot.values()));
        }
        Table table = domain.table(form);
        if (table.columns().contains(name)) {
            int row = dice.below(table.rows().size());
            return from.with(name, dice.pick(table.wordings(row, name)));
        }
        return from.with(name, slipped(name, from.values()));
    }

    private String slipped(String name, Map<String, String> values) {
        String value = Objects.requireNonNull(values.get(name), name);
        if (Derived.isNumber(value)) {
            return Long.toString(Math.max(1, Long.parseLong(value) + SLIPS[dice.below(SLIPS.length)]));
        }
        for (Derived derived : domain.derived()) {
            if (derived.name().equals(name)) {
                return dice.pick(domain.slot(derived.left()).values());
            }
        }
        throw new IllegalStateException(domain.name() + ": " + name + " is no slot, column or derived value");
    }
}
