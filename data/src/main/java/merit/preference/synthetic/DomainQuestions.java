package merit.preference.synthetic;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The questions of one domain that have not been asked yet. Not safe on several threads. */
final class DomainQuestions {
    private static final double BARE = 0.6;
    private final Domain domain;
    private final List<Question> all;
    private final List<Question> bare = new ArrayList<>();
    private final List<Question> framed = new ArrayList<>();

    /** A question with what it speaks of. */
    record Asked(Domain domain, Question question, Binding binding) {
        String prompt() {
            return question.prompt(binding);
        }

        Answers answers(Dice dice) {
            return new Answers(domain, question.form(), binding, dice);
        }
    }

    DomainQuestions(Domain domain, List<String> frames, long seed) {
        this.domain = domain;
        this.all = Question.every(domain, frames, seed);
        refill();
    }

    private void refill() {
        int bareCount = (int)
                domain.forms().stream().mapToLong(form -> form.ask().size()).sum();
        bare.addAll(all.subList(0, bareCount));
        framed.addAll(all.subList(bareCount, all.size()));
        all.forEach(Question::restart);
    }

    /** A question not asked before, as long as the domain has one; then they come again. */
    Asked next(Dice dice) {
        while (true) {
            if (bare.isEmpty() && framed.isEmpty()) {
                refill();
            }
            boolean bareFirst = dice.chance(BARE);
            List<Question> from = framed.isEmpty() || (bareFirst && !bare.isEmpty()) ? bare : framed;
            int place = dice.below(from.size());
            Question question = from.get(place);
            Binding binding = question.next(dice);
            if (binding != null) {
                return new Asked(domain, question, binding);
            }
            from.remove(place);
        }
    }

    /** Any question, whether asked before or not; leaves what {@link #next} gives as it is. */
    Asked any(Dice dice) {
        while (true) {
            Question question = all.get(dice.below(all.size()));
            Form form = question.form();
            int row = dice.below(domain.table(form).rows().size());
            Binding binding = domain.complete(form, new Binding(row, Map.of()), dice);
            if (binding != null) {
                return new Asked(domain, question, binding);
            }
        }
    }
}
