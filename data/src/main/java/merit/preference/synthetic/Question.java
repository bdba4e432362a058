package merit.preference.synthetic;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One way of asking, in all its combinations of rows and slot values, each of them once and in a seeded order. Remembers only
 * how many it has given, so that a million prompts need no more memory than ten. Not safe on several threads.
 */
final class Question {
    private final Domain domain;
    private final Form form;
    private final Template ask;
    private final List<Binding> rows;
    private final List<String> open;
    private final Permutation order;
    private long given;

    Question(Domain domain, Form form, Template ask, long seed) {
        this.domain = domain;
        this.form = form;
        this.ask = ask;
        List<String> columns = domain.table(form).columns();
        this.rows = domain.table(form)
                .every(ask.slots().stream().filter(columns::contains).toList());
        this.open = ask.slots().stream().filter(domain.slots()::containsKey).toList();
        this.order = new Permutation(combinations(), seed);
    }

    private long combinations() {
        long count = rows.size();
        for (String slot : open) {
            count = Math.multiplyExact(count, (long) domain.slot(slot).values().size());
        }
        return count;
    }

    Form form() {
        return form;
    }

    String prompt(Binding binding) {
        return ask.fill(binding.values());
    }

    /** The next combination, or null when all have been given. */
    @Nullable
    Binding next(Dice dice) {
        while (given < order.size()) {
            Binding binding = domain.complete(form, combination(order.at(given++)), dice);
            if (binding != null) {
                return binding;
            }
        }
        return null;
    }

    /** Begins again, where every question of the domain has been asked. */
    void restart() {
        given = 0;
    }

    private Binding combination(long number) {
        Binding row = rows.get((int) (number % rows.size()));
        long rest = number / rows.size();
        Map<String, String> values = new LinkedHashMap<>(row.values());
        for (String slot : open) {
            List<String> choices = domain.slot(slot).values();
            values.put(slot, choices.get((int) (rest % choices.size())));
            rest /= choices.size();
        }
        return new Binding(row.row(), values);
    }

    /** Every way of asking in {@code domain}: each form's each wording, bare and in each of the {@code frames}. */
    static List<Question> every(Domain domain, List<String> frames, long seed) {
        List<Question> all = new ArrayList<>();
        for (String frame : frames) {
            for (Form form : domain.forms()) {
                for (Template ask : form.ask()) {
                    Template framed = Template.of(frame + ask.text());
                    all.add(new Question(domain, form, framed, seed + all.size()));
                }
            }
        }
        return all;
    }
}
