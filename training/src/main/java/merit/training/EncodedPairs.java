package merit.training;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import merit.encoding.TokenRow;
import merit.loss.Comparisons;
import merit.loss.LossType;
import merit.loss.PairTargets;
import merit.preference.CandidateSet;
import merit.preference.Judgement;

/**
 * Pairs as the engine sees them: distinct rows, and for each pair two indices into them. An answer that stands in several
 * pairs is one row. A pair is a label; those that judge the same two answers by several objectives are one item, or those of a list
 * where the loss takes lists.
 *
 * @param rows the distinct rows, in memory or on disk
 * @param compared what they came from; ties among them where the loss learns from these
 * @param chosen index of each pair's chosen row, of a tie's first, [pairs]
 * @param rejected index of each pair's other row, [pairs]
 * @param objectives what they are judged by
 * @param outputs index of the output that learns from each pair, [pairs]
 * @param items the pairs of each item, by index
 * @param lists what the loss takes together
 */
@SuppressWarnings("ArrayRecordComponent") // for the engine: neither compared nor kept
record EncodedPairs(
        List<TokenRow> rows,
        Compared compared,
        int[] chosen,
        int[] rejected,
        ObjectivesConfig objectives,
        int[] outputs,
        List<int[]> items,
        PairLists lists)
        implements Lessons {
    /**
     * From pairs in memory and their rows.
     *
     * @param bothSides chosen and rejected by turns
     */
    static EncodedPairs of(
            List<Comparison> pairs, List<TokenRow> bothSides, ObjectivesConfig objectives, LossType.Scope scope) {
        return of(Compared.of(pairs), PairRows.of(bothSides), objectives, scope);
    }

    /** From pairs and their rows, wherever these are. */
    static EncodedPairs of(Compared compared, PairRows rows, ObjectivesConfig objectives, LossType.Scope scope) {
        List<Comparison> pairs = compared.pairs();
        int[] outputs = objectives.isOneReward()
                ? new int[pairs.size()]
                : pairs.stream()
                        .mapToInt(pair -> objectives.output(pair.judgement().objective()))
                        .toArray();
        List<int[]> items = scope != LossType.Scope.PAIR
                ? Groups.of(PairLists.groups(scope, compared))
                : items(rows.chosen(), rows.rejected(), objectives.names().size() < 2);
        return new EncodedPairs(
                rows.rows(),
                compared,
                rows.chosen(),
                rows.rejected(),
                objectives,
                outputs,
                items,
                PairLists.of(scope, compared, outputs));
    }

    /** What is compared, in memory or on disk. */
    List<Comparison> pairs() {
        return compared.pairs();
    }

    /** Pairs of the same two rows, whichever of them was chosen; each pair by itself where nothing but one reward judges them. */
    private static List<int[]> items(int[] chosen, int[] rejected, boolean oneReward) {
        if (oneReward) {
            return new Singles(chosen.length);
        }
        record Answers(int first, int second) {}
        Map<Answers, List<Integer>> items = new LinkedHashMap<>();
        for (int p = 0; p < chosen.length; p++) {
            Answers answers = new Answers(Math.min(chosen[p], rejected[p]), Math.max(chosen[p], rejected[p]));
            items.computeIfAbsent(answers, two -> new ArrayList<>()).add(p);
        }
        return arrays(items);
    }

    private static List<int[]> arrays(Map<?, List<Integer>> lists) {
        return lists.values().stream()
                .map(list -> list.stream().mapToInt(Integer::intValue).toArray())
                .toList();
    }

    /** These pairs alone, by index, each by itself. */
    EncodedPairs only(int[] ofPairs) {
        List<Comparison> fewer = new ArrayList<>();
        List<TokenRow> sides = new ArrayList<>();
        for (int p : ofPairs) {
            fewer.add(pairs().get(p));
            sides.add(rows.get(chosen[p]));
            sides.add(rows.get(rejected[p]));
        }
        return of(fewer, sides, objectives, LossType.Scope.PAIR);
    }

    @Override
    public int size() {
        return chosen.length;
    }

    @Override
    public int[] rowsOf(int pair) {
        return new int[] {chosen[pair], rejected[pair]};
    }

    @Override
    public List<int[]> byPrompt() {
        return Groups.of(IntStream.range(0, items.size())
                .map(item -> compared.prompts()[items.get(item)[0]])
                .toArray());
    }

    @Override
    public int[] labels(int[] ofItems) {
        return IntStream.of(ofItems)
                .mapToObj(items::get)
                .flatMapToInt(IntStream::of)
                .toArray();
    }

    /**
     * These pairs as the loss takes them.
     *
     * @param place where the output of a row that learns from a pair stands among the step's, by row and output
     */
    Comparisons comparisons(int[] ofPairs, Place place) {
        return new Comparisons(
                each(ofPairs, pair -> place.of(chosen[pair], outputs[pair])),
                each(ofPairs, pair -> place.of(rejected[pair], outputs[pair])),
                each(ofPairs, pair -> lists.listOf()[pair]),
                targets(ofPairs));
    }

    /** Where the output of a row stands. */
    @FunctionalInterface
    interface Place {
        int of(int row, int output);
    }

    private static int[] each(int[] ofPairs, IntUnaryOperator value) {
        return IntStream.of(ofPairs).map(value).toArray();
    }

    /** What the loss is told of these pairs; weights are of judgement and objective together. */
    PairTargets targets(int[] ofPairs) {
        float[] probabilities = new float[ofPairs.length];
        float[] margins = new float[ofPairs.length];
        float[] weights = new float[ofPairs.length];
        for (int i = 0; i < ofPairs.length; i++) {
            Judgement judgement = pairs().get(ofPairs[i]).judgement();
            Double margin = judgement.margin();
            probabilities[i] = (float) Math.max(judgement.probability(), 1 - judgement.probability());
            margins[i] = margin == null ? 0 : (float) Math.abs(margin);
            weights[i] = (float) (lists.shares()[ofPairs[i]] * objectives.lossWeight(judgement.objective()));
        }
        return new PairTargets(probabilities, margins, weights);
    }

    /** Of the judgements alone, or of the lists, so that an objective that counts half moves the weights half as much. */
    @Override
    public double weight(int[] ofPairs) {
        double total = 0;
        for (int pair : ofPairs) {
            total += lists.shares()[pair];
        }
        return total;
    }

    @Override
    public int listOf(int pair) {
        return lists.listOf()[pair];
    }

    /** The share of the judgements, by weight, that are ties; never none or all of them (one half of one is added to both sides). */
    double tieShare() {
        double all = weight(IntStream.range(0, size()).toArray());
        double ties = weight(IntStream.range(0, size())
                .filter(pair -> pairs().get(pair).isTie())
                .toArray());
        return (ties + 0.5) / (all + 1);
    }

    @Override
    public CandidateSet source(int pair) {
        return pairs().get(pair).set();
    }

    @Override
    public int place(int pair) {
        return compared.places()[pair];
    }

    @Override
    public Map<String, Object> sample(int index) {
        Comparison pair = pairs().get(index);
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("prompt", RunRecord.messages(pair.prompt().messages()));
        row.put("chosen", RunRecord.answer(pair.better()));
        row.put("rejected", RunRecord.answer(pair.worse()));
        if (pair.isTie()) {
            row.put("tie", true);
        }
        if (!objectives.isOneReward()) {
            row.put("objective", pair.judgement().objective());
        }
        return row;
    }

    /** Each by itself. */
    private static final class Singles extends AbstractList<int[]> implements RandomAccess {
        private final int size;

        Singles(int size) {
            this.size = size;
        }

        @Override
        public int[] get(int index) {
            return new int[] {index};
        }

        @Override
        public int size() {
            return size;
        }
    }
}
