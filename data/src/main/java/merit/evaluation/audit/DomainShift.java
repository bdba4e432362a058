package merit.evaluation.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import merit.evaluation.metric.Interval;
import merit.evaluation.metric.TwoSampleArea;
import merit.evaluation.metric.TwoSampleArea.Sample;
import merit.preference.CandidateSet;
import merit.preference.PreferenceSplit;
import org.jspecify.annotations.Nullable;

/**
 * Whether two sets of preferences are of one kind: how well a bag of words can tell from which of them a row comes, its prompt
 * with its first answer, and by which words. Rows are judged by a model trained on the other four folds of first user turns,
 * so what it knows by heart does not count.
 *
 * @param first rows of the first data looked at
 * @param second rows of the second
 * @param auc chance that a row of the first looks more like the first than a row of the second does: 0.5 where the two
 *     cannot be told apart, 1 where they always can
 * @param words by which they are told apart, the most telling first
 */
public record DomainShift(int first, int second, Interval auc, List<Word> words) {
    private static final int FOLDS = 5;
    private static final long SEED = 42;
    private static final int MOST_ROWS = 5_000;
    private static final int SHOWN = 20;
    private static final double NOTABLE = 0.6;

    /** A feature that every row has, also where a text holds the character itself. */
    private static final String CONSTANT = "\u0000";

    /** In fewer rows than this a word tells nothing. */
    private static final int RARE = 5;

    /**
     * @param first share of the first data's rows that have it
     * @param second share of the second's
     */
    public record Word(String text, double first, double second) {}

    private record Row(String text, String cluster, boolean isFirst) {}

    public DomainShift {
        words = List.copyOf(words);
    }

    /** Whether they differ by more than chance, and by enough to care. */
    public boolean isNotable() {
        return auc.low() > 0.5 && auc.value() >= NOTABLE;
    }

    /**
     * Null where either has fewer prompts than five, or too few different ones.
     *
     * @param level of the interval, e.g. 0.95
     */
    public static @Nullable DomainShift of(List<CandidateSet> first, List<CandidateSet> second, double level) {
        List<Row> rows = new ArrayList<>(rows(first, true));
        int split = rows.size();
        rows.addAll(rows(second, false));
        List<String> keys = rows.stream().map(Row::cluster).toList();
        if (split < FOLDS || rows.size() - split < FOLDS || new HashSet<>(keys).size() < FOLDS) {
            return null;
        }
        List<HashedWords> features = rows.parallelStream()
                .map(row -> HashedWords.of(row.text()).with(CONSTANT, 1))
                .toList();
        double[] scores = scores(rows, features, keys);
        Interval auc = TwoSampleArea.of(
                new Sample(keys.subList(0, split), Arrays.copyOf(scores, split)),
                new Sample(keys.subList(split, keys.size()), Arrays.copyOfRange(scores, split, scores.length)),
                level);
        return new DomainShift(split, rows.size() - split, auc, words(rows, features, split));
    }

    /** Each prompt once with its first answer; of many, some evenly over the data. */
    private static List<Row> rows(List<CandidateSet> sets, boolean isFirst) {
        Set<String> seen = new HashSet<>();
        List<Row> rows = new ArrayList<>();
        for (CandidateSet set : sets) {
            String prompt = set.prompt().text();
            if (seen.add(prompt)) {
                String answer = set.candidates().isEmpty()
                        ? ""
                        : set.candidates().get(0).response();
                rows.add(new Row(prompt + "\n" + answer, PreferenceSplit.groupKey(set), isFirst));
            }
        }
        int step = (rows.size() + MOST_ROWS - 1) / MOST_ROWS;
        return IntStream.range(0, rows.size())
                .filter(k -> k % Math.max(1, step) == 0)
                .mapToObj(rows::get)
                .toList();
    }

    /** [rows] How much each looks like the first data, by a model that has not seen its first user turn. */
    private static double[] scores(List<Row> rows, List<HashedWords> features, List<String> keys) {
        Map<String, Integer> foldOf = new PreferenceSplit(SEED).foldOf(keys, FOLDS);
        int[] folds = keys.stream().mapToInt(key -> foldOf.getOrDefault(key, 0)).toArray();
        double[] scores = new double[rows.size()];
        IntStream.range(0, FOLDS).parallel().forEach(fold -> {
            double[] weights = weights(rows, features, k -> folds[k] != fold);
            for (int k = 0; k < folds.length; k++) {
                if (folds[k] == fold) {
                    scores[k] = features.get(k).dot(weights);
                }
            }
        });
        return scores;
    }

    private static double[] weights(List<Row> rows, List<HashedWords> features, IntPredicate which) {
        List<HashedWords> signed = IntStream.range(0, rows.size())
                .filter(which)
                .mapToObj(k -> rows.get(k).isFirst()
                        ? features.get(k)
                        : features.get(k).turned())
                .toList();
        return new DualAscent(signed, BagOfWords.DEFAULT_PENALTY).weights();
    }

    private static List<Word> words(List<Row> rows, List<HashedWords> features, int split) {
        double[] weights = weights(rows, features, k -> true);
        Map<String, int[]> counts = new HashMap<>();
        for (Row row : rows) {
            new HashSet<>(HashedWords.words(row.text()))
                    .forEach(word -> counts.computeIfAbsent(word, w -> new int[2])[row.isFirst() ? 0 : 1]++);
        }
        record Telling(Word word, double weight) {}
        List<Telling> telling = new ArrayList<>();
        counts.forEach((text, count) -> {
            Word word = new Word(text, count[0] / (double) split, count[1] / (double) (rows.size() - split));
            double apart = word.first() - word.second();
            double weight = weights[HashedWords.bucket(text)] * apart;
            if (count[0] + count[1] >= RARE && weight > 0) {
                telling.add(new Telling(word, weight));
            }
        });
        return telling.stream()
                .sorted(Comparator.comparingDouble(Telling::weight)
                        .reversed()
                        .thenComparing(one -> one.word().text()))
                .limit(SHOWN)
                .map(Telling::word)
                .toList();
    }
}
