package merit.evaluation.benchmark;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import merit.evaluation.metric.ClusteredBootstrap;
import org.jspecify.annotations.Nullable;

/**
 * The Ties subset of RewardBench 2 (Malik et al. 2025). Every question stands there twice, as {@code ref:n} with one right
 * answer and as {@code tied:n} with several equally right ones. With m the lowest right less the highest wrong score, and
 * s the spread of the right ones' scores, the whole is
 *
 * <p>0.3 accuracy(tied) + 0.3 accuracy(ref) + 0.2 share(m_tied > s) + 0.2 share(min(m_ref, m_tied) > s)
 * + 0.01 mean(tanh(min(m_ref, m_tied) / s - 1))
 *
 * <p>where a question is accurate with m above 0; the last three run over the questions that stand there twice and have
 * several right answers, and the very last over those of them with s above 0.
 */
final class TiesRules {
    private final List<Question> questions;

    private TiesRules(List<Question> questions) {
        this.questions = questions;
    }

    /**
     * @param margin lowest right less highest wrong score
     * @param spread highest less lowest right score; null with a single right answer
     */
    private record Form(double margin, @Nullable Double spread) {
        static Form of(ScoredItem item) {
            List<Double> right = item.scores(true);
            double lowest =
                    right.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
            double highest =
                    right.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
            double wrong = item.scores(false).stream()
                    .mapToDouble(Double::doubleValue)
                    .max()
                    .orElseThrow();
            return new Form(lowest - wrong, right.size() > 1 ? highest - lowest : null);
        }

        double accurate() {
            return margin > 0 ? 1 : 0;
        }
    }

    private record Question(@Nullable Form ref, @Nullable Form tied) {
        /** The smaller margin of both forms, with the spread of the tied one; null where there is no such thing. */
        @Nullable
        Spread spread() {
            return ref == null || tied == null || tied.spread() == null
                    ? null
                    : new Spread(tied.margin(), Math.min(ref.margin(), tied.margin()), tied.spread());
        }
    }

    private record Spread(double tied, double smaller, double spread) {}

    static Estimate of(List<ScoredItem> items, ClusteredBootstrap bootstrap) {
        Map<Integer, Form> ref = new TreeMap<>();
        Map<Integer, Form> tied = new TreeMap<>();
        for (ScoredItem item : items) {
            String[] id = item.item().id().split(":", -1);
            if (id.length != 2
                    || !id[1].matches("\\d+")
                    || !List.of("ref", "tied").contains(id[0])) {
                throw item.item()
                        .row()
                        .wrong("id: found \"" + item.item().id()
                                + "\", need ref:n or tied:n, by which the Ties subset is scored");
            }
            (id[0].equals("ref") ? ref : tied).put(Integer.parseInt(id[1]), Form.of(item));
        }
        TreeSet<Integer> numbers = new TreeSet<>(ref.keySet());
        numbers.addAll(tied.keySet());
        TiesRules rules = new TiesRules(numbers.stream()
                .map(number -> new Question(ref.get(number), tied.get(number)))
                .toList());
        return new Estimate(items.size(), rules.score(rules.questions), rules.resampled(bootstrap));
    }

    private double[] resampled(ClusteredBootstrap bootstrap) {
        SplittableRandom random = new SplittableRandom(bootstrap.seed());
        double[] scores = new double[bootstrap.resamples()];
        for (int r = 0; r < scores.length; r++) {
            scores[r] = score(random.ints(questions.size(), 0, questions.size())
                    .mapToObj(questions::get)
                    .toList());
        }
        return scores;
    }

    private double score(List<Question> some) {
        List<Form> ref =
                some.stream().map(Question::ref).filter(form -> form != null).toList();
        List<Form> tied =
                some.stream().map(Question::tied).filter(form -> form != null).toList();
        List<Spread> both =
                some.stream().map(Question::spread).filter(one -> one != null).toList();
        return 0.3 * mean(tied, Form::accurate)
                + 0.3 * mean(ref, Form::accurate)
                + 0.2 * mean(both, one -> one.tied() > one.spread() ? 1 : 0)
                + 0.2 * mean(both, one -> one.smaller() > one.spread() ? 1 : 0)
                + 0.01
                        * mean(
                                both.stream().filter(one -> one.spread() > 0).toList(),
                                one -> Math.tanh(one.smaller() / one.spread() - 1));
    }

    private static <T> double mean(List<T> some, ToDoubleFunction<T> value) {
        return some.stream().mapToDouble(value).average().orElse(0);
    }
}
