package merit.training;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import merit.encoding.TokenRow;

/**
 * How one step's pairs are computed: micro-batches of whole pairs of like length, those of all lanes together within about the
 * token budget that memory allows. Pairs that share a row stay together, so that the row is computed once; where such a group is larger than the budget
 * it is cut, and a shared row is computed once in each part. A list that the loss takes as a whole is never cut.
 */
final class StepPlan {
    private final Lessons data;
    private final BatchConfig config;
    private final Passes passes;

    StepPlan(Lessons data, BatchConfig config, Passes passes) {
        this.data = data;
        this.config = config;
        this.passes = passes;
    }

    /** Which rows go through the model together: {@code model.batches()::passes}. */
    @FunctionalInterface
    interface Passes {
        List<int[]> of(List<TokenRow> rows, int tokenBudget);
    }

    /**
     * Rows and pairs that go through forward and backward together.
     *
     * @param pairs indices into the data's labels
     * @param passes the distinct rows, by index into the data's rows; one array a forward pass
     * @param tokens real tokens of all rows
     */
    @SuppressWarnings("ArrayRecordComponent") // for the engine: neither compared nor kept
    record MicroBatch(int[] pairs, List<int[]> passes, int tokens) {
        /** Where each row's score stands once the passes' scores are joined. */
        Map<Integer, Integer> positions() {
            Map<Integer, Integer> positions = new HashMap<>();
            passes.forEach(pass -> {
                for (int row : pass) {
                    positions.put(row, positions.size());
                }
            });
            return positions;
        }
    }

    /**
     * The micro-batches of these pairs, longest rows first, so that memory is claimed at once; as many as lanes or a multiple, and of
     * like size, so that no lane waits long for another.
     *
     * @param lanes that compute at once, and share the token budget
     */
    List<MicroBatch> microBatches(int[] pairs, int lanes) {
        List<List<Integer>> groups = groups(pairs);
        groups.sort(Comparator.comparingInt(this::longest).reversed());
        int all = groups.stream().mapToInt(this::tokens).sum();
        int rounds = (all + config.microBatchTokens() - 1) / config.microBatchTokens();
        double size = (double) all / (rounds * lanes);
        List<MicroBatch> batches = new ArrayList<>();
        List<Integer> open = new ArrayList<>();
        int filled = 0;
        for (List<Integer> group : groups) {
            int tokens = tokens(group);
            if (!open.isEmpty() && filled + tokens / 2.0 > size * (batches.size() + 1)) {
                batches.add(batch(open));
                open = new ArrayList<>();
            }
            open.addAll(group);
            filled += tokens;
        }
        batches.add(batch(open));
        return batches;
    }

    private MicroBatch batch(List<Integer> pairs) {
        int[] rows = rows(pairs);
        List<TokenRow> texts = IntStream.of(rows).mapToObj(data.rows()::get).toList();
        return new MicroBatch(
                pairs.stream().mapToInt(Integer::intValue).toArray(),
                passes.of(texts, config.forwardTokens()).stream()
                        .map(pass -> IntStream.of(pass).map(i -> rows[i]).toArray())
                        .toList(),
                texts.stream().mapToInt(TokenRow::length).sum());
    }

    /** Pairs that share rows or a list, directly or through others; groups beyond the budget as single pairs or lists. */
    private List<List<Integer>> groups(int[] pairs) {
        Map<Integer, Integer> parent = new HashMap<>();
        Map<Integer, Integer> rowOfList = new HashMap<>();
        for (int pair : pairs) {
            int[] rows = data.rowsOf(pair);
            int first = root(parent, rows[0]);
            parent.put(first, root(parent, rows[rows.length - 1]));
            int ofList = rowOfList.computeIfAbsent(data.listOf(pair), list -> rows[0]);
            parent.put(root(parent, rows[0]), root(parent, ofList));
        }
        List<List<Integer>> groups = new ArrayList<>();
        for (List<Integer> group :
                by(new TreeMap<>(), pair -> root(parent, data.rowsOf(pair)[0]), IntStream.of(pairs))) {
            if (tokens(group) <= config.microBatchTokens()) {
                groups.add(group);
            } else {
                groups.addAll(
                        by(new LinkedHashMap<>(), data::listOf, group.stream().mapToInt(Integer::intValue)));
            }
        }
        return groups;
    }

    /** @param groups empty, in whose order the groups come */
    private static Collection<List<Integer>> by(
            Map<Integer, List<Integer>> groups, IntUnaryOperator key, IntStream pairs) {
        pairs.forEach(pair -> groups.computeIfAbsent(key.applyAsInt(pair), of -> new ArrayList<>())
                .add(pair));
        return groups.values();
    }

    private static int root(Map<Integer, Integer> parent, int row) {
        int at = row;
        for (Integer up = parent.getOrDefault(at, at); up != at; up = parent.getOrDefault(at, at)) {
            at = up;
        }
        return at;
    }

    private int longest(List<Integer> pairs) {
        return IntStream.of(rows(pairs)).map(this::length).max().orElse(0);
    }

    private int tokens(List<Integer> pairs) {
        return IntStream.of(rows(pairs)).map(this::length).sum();
    }

    private int length(int row) {
        return data.rows().get(row).length();
    }

    private int[] rows(List<Integer> pairs) {
        return pairs.stream()
                .flatMapToInt(pair -> IntStream.of(data.rowsOf(pair)))
                .distinct()
                .toArray();
    }
}
