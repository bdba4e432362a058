package merit.layer;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;

/**
 * Rows of which several begin with the same tokens, laid out as trees: each tree is one long row, the tokens that its rows share and
 * then what each has of its own. A token sees the shared ones and those of its own branch, at the positions that they have in the
 * whole rows, so its state is the one it has there, and gradients of all branches meet in what is shared. Right only where tokens see
 * nothing that comes after them.
 */
public final class SharedRows {
    /** The branch of the shared tokens, which all others see; a tree's rows are numbered from 1. */
    static final int TRUNK = 0;
    /** The branch of padding. */
    static final int PADDING = -1;

    private final TokenBatch trees;
    private final List<int[]> groups;
    private final int[] tree;
    private final int[] trunk;
    private final int[] start;

    private SharedRows(TokenBatch trees, List<int[]> groups, int rows) {
        this.trees = trees;
        this.groups = groups;
        this.tree = new int[rows];
        this.trunk = new int[rows];
        this.start = new int[rows];
    }

    static SharedRows of(BatchRows rows, List<int[]> groups) {
        int count = groups.size();
        int[][] ids = new int[count][];
        int[][] segments = new int[count][];
        int[][] positions = new int[count][];
        int[][] branches = new int[count][];
        int[] trunks = new int[count];
        for (int g = 0; g < count; g++) {
            int[] group = groups.get(g);
            int trunk = shared(rows, group);
            trunks[g] = trunk;
            ids[g] = joined(group, trunk, (row, at) -> rows.ids()[row][at], rows);
            segments[g] = joined(group, trunk, (row, at) -> rows.segments()[row][at], rows);
            positions[g] = joined(group, trunk, (row, at) -> at, rows);
            branches[g] = branches(group, trunk, rows);
        }
        TokenBatch trees = new TokenBatch(new BatchRows(ids, segments, positions, branches, rows.padId()), false);
        SharedRows shared = new SharedRows(trees, groups, rows.ids().length);
        for (int g = 0; g < count; g++) {
            shared.place(g, trunks[g], rows);
        }
        return shared;
    }

    private void place(int group, int shared, BatchRows rows) {
        int next = shared;
        for (int row : groups.get(group)) {
            tree[row] = group;
            trunk[row] = shared;
            start[row] = next;
            next += rows.ids()[row].length - shared;
        }
    }

    /** How many tokens all rows of a group begin with. */
    private static int shared(BatchRows rows, int[] group) {
        int[] ids = rows.ids()[group[0]];
        int[] segments = rows.segments()[group[0]];
        int shared = ids.length;
        for (int row : group) {
            int differ = Arrays.mismatch(ids, rows.ids()[row]);
            int other = Arrays.mismatch(segments, rows.segments()[row]);
            shared = IntStream.of(shared, differ < 0 ? shared : differ, other < 0 ? shared : other)
                    .min()
                    .orElseThrow();
        }
        return shared;
    }

    private interface Token {
        int of(int row, int at);
    }

    private static int[] joined(int[] group, int trunk, Token value, BatchRows rows) {
        IntStream shared = IntStream.range(0, trunk).map(at -> value.of(group[0], at));
        IntStream own = IntStream.of(group)
                .flatMap(row -> IntStream.range(trunk, rows.ids()[row].length).map(at -> value.of(row, at)));
        return IntStream.concat(shared, own).toArray();
    }

    private static int[] branches(int[] group, int trunk, BatchRows rows) {
        IntStream shared = IntStream.range(0, trunk).map(at -> TRUNK);
        IntStream own = IntStream.range(0, group.length)
                .flatMap(
                        i -> IntStream.range(trunk, rows.ids()[group[i]].length).map(at -> i + 1));
        return IntStream.concat(shared, own).toArray();
    }

    /** The trees as rows of a batch, with positions and branches of their own. */
    public TokenBatch trees() {
        return trees;
    }

    /**
     * Where in the trees these tokens stand: as many places a tree as its largest group has rows, the first again where one has fewer.
     *
     * @param positions one a row, as in the rows
     * @return [trees * most rows of a tree]
     */
    public int[] places(int[] positions) {
        int most = most();
        int[] places = new int[groups.size() * most];
        for (int g = 0; g < groups.size(); g++) {
            int[] group = groups.get(g);
            for (int i = 0; i < most; i++) {
                int row = group[i < group.length ? i : 0];
                places[g * most + i] = place(row, positions[row]);
            }
        }
        return places;
    }

    private int most() {
        return groups.stream().mapToInt(group -> group.length).max().orElseThrow();
    }

    private int place(int row, int position) {
        return position < trunk[row] ? position : start[row] + position - trunk[row];
    }

    /**
     * States at {@link #places} in the order of the rows.
     *
     * @param states [trees * most rows of a tree, hidden]
     * @return [rows, hidden], in the caller's scope
     */
    public Tensor rows(Tensor states) {
        int most = most();
        long[] index = new long[tree.length];
        for (int g = 0; g < groups.size(); g++) {
            int[] group = groups.get(g);
            for (int i = 0; i < group.length; i++) {
                index[group[i]] = (long) g * most + i;
            }
        }
        return selected(states, index);
    }

    /**
     * The states of all tokens of all rows; what stands at padding is some token's.
     *
     * @param states of the trees, [trees, tokens, hidden]
     * @param lengths of the rows
     * @return [rows, longest row, hidden], in the caller's scope
     */
    public Tensor rows(Tensor states, int[] lengths) {
        int longest = Arrays.stream(lengths).max().orElseThrow();
        long[] index = new long[lengths.length * longest];
        for (int row = 0; row < lengths.length; row++) {
            for (int at = 0; at < longest; at++) {
                int place = place(row, Math.min(at, lengths[row] - 1));
                index[row * longest + at] = (long) tree[row] * trees.tokens() + place;
            }
        }
        try (TensorScope scope = TensorScope.open()) {
            return scope.keep(selected(states.flatten(0, 1), index).view(lengths.length, longest, -1));
        }
    }

    /**
     * The states of all tokens of all rows, laid out as the trees are; what stands at padding is some token's.
     *
     * @param states [rows, longest row, hidden]
     * @param lengths of the rows
     * @return [trees, tokens, hidden], in the caller's scope
     */
    public Tensor laidOut(Tensor states, int[] lengths) {
        int longest = Math.toIntExact(states.size(1));
        long[] index = new long[groups.size() * trees.tokens()];
        for (int g = 0; g < groups.size(); g++) {
            for (int row : groups.get(g)) {
                int from = row == groups.get(g)[0] ? 0 : trunk[row];
                for (int at = from; at < lengths[row]; at++) {
                    index[g * trees.tokens() + place(row, at)] = (long) row * longest + at;
                }
            }
        }
        try (TensorScope scope = TensorScope.open()) {
            return scope.keep(selected(states.flatten(0, 1), index).view(groups.size(), trees.tokens(), -1));
        }
    }

    private static Tensor selected(Tensor states, long[] index) {
        try (TensorScope scope = TensorScope.open()) {
            return scope.keep(states.index_select(0, Tensors.of(index, index.length)));
        }
    }
}
