package merit.encoding;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which rows share what they begin with: the answers to one prompt mostly, whose prompt is then computed once. For models in which no
 * token sees what comes after it. Rows join where that costs less than computing them apart: every token saved is a pass through all
 * linear maps, but attention runs over all tokens of a tree. Deterministic; stateless.
 *
 * @param hidden width of a hidden state, which says how dear a token is beside a product of attention
 * @param longestRow the longest row that may share; 0 where none may
 */
public record PrefixTrees(int hidden, int longestRow) {
    /** For models in which a token sees what comes after it: every row by itself. */
    public static final PrefixTrees NONE = new PrefixTrees(1, 0);

    /** Beginnings below that are a template's, and not worth a tree. */
    private static final int FEWEST_SHARED = 8;
    /** A row belongs with that neighbour with which it shares most; or nearly so, since answers too may begin alike. */
    private static final double NEARLY = 0.8;
    /** Products of attention for which a token could pass its linear maps, over the width: 24 hidden^2 against 4 hidden. */
    private static final double PRODUCTS_A_TOKEN = 6;

    /**
     * Rows computed together.
     *
     * @param rows by index
     * @param tokens that are computed: those shared once, and all others
     */
    @SuppressWarnings("ArrayRecordComponent") // neither compared nor kept
    public record Tree(int[] rows, int tokens) {}

    /** Every row in exactly one tree, by itself where it shares nothing that pays. */
    public List<Tree> of(List<TokenRow> rows) {
        return of(rows, Integer.MAX_VALUE);
    }

    /** The same, where no tree of several rows has more tokens. */
    public List<Tree> of(List<TokenRow> rows, int mostTokens) {
        if (longestRow == 0) {
            return IntStream.range(0, rows.size())
                    .mapToObj(row -> new Tree(new int[] {row}, rows.get(row).length()))
                    .toList();
        }
        return grown(rows, mostTokens);
    }

    private List<Tree> grown(List<TokenRow> rows, int mostTokens) {
        int[] order = ordered(rows);
        int[] shared = new int[order.length + 1]; // of a row and the one before it
        for (int i = 1; i < order.length; i++) {
            shared[i] = shared(rows.get(order[i - 1]), rows.get(order[i]));
        }
        List<Growing> trees = new ArrayList<>();
        for (int i = 0; i < order.length; i++) {
            int length = rows.get(order[i]).length();
            Growing last = trees.isEmpty() ? null : trees.get(trees.size() - 1);
            if (last == null || !belong(shared, i) || !last.pays(shared[i], length, mostTokens)) {
                last = new Growing();
                trees.add(last);
            }
            last.add(order[i], shared[i], length);
        }
        return trees.stream().map(Growing::tree).toList();
    }

    private static boolean belong(int[] shared, int i) {
        int neighbours = Math.max(shared[i - 1], shared[i + 1]);
        return shared[i] >= FEWEST_SHARED && shared[i] >= NEARLY * neighbours;
    }

    private static int[] ordered(List<TokenRow> rows) {
        return IntStream.range(0, rows.size())
                .boxed()
                .sorted(Comparator.comparing(rows::get, PrefixTrees::compare))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static int compare(TokenRow a, TokenRow b) {
        int at = shared(a, b);
        if (at == a.length() || at == b.length()) {
            return Integer.compare(a.length(), b.length());
        }
        int byId = Integer.compare(a.id(at), b.id(at));
        return byId != 0 ? byId : Integer.compare(a.segment(at), b.segment(at));
    }

    private static int shared(TokenRow a, TokenRow b) {
        int most = Math.min(a.length(), b.length());
        int at = 0;
        while (at < most && a.id(at) == b.id(at) && a.segment(at) == b.segment(at)) {
            at++;
        }
        return at;
    }

    /** A tree while rows join it. */
    private final class Growing {
        private final List<Integer> rows = new ArrayList<>();
        private int trunk;
        private int total;
        private int longest;

        void add(int row, int shared, int length) {
            trunk = rows.isEmpty() ? length : Math.min(trunk, shared);
            rows.add(row);
            total += length;
            longest = Math.max(longest, length);
        }

        /** Whether one more row costs less within the tree than by itself. */
        boolean pays(int shared, int length, int mostTokens) {
            int narrowed = Math.min(trunk, shared);
            int joined = total + length - narrowed * rows.size();
            return Math.max(longest, length) <= longestRow
                    && joined <= mostTokens
                    && cost(joined, true) < cost(tokens(), rows.size() > 1) + cost(length, false);
        }

        private int tokens() {
            return total - trunk * (rows.size() - 1);
        }

        /** In tokens; a plain row's later half of attention is skipped, a tree's is masked. */
        private double cost(int tokens, boolean tree) {
            double products = (double) tokens * tokens / (tree ? 1 : 2);
            return tokens + products / (PRODUCTS_A_TOKEN * hidden);
        }

        Tree tree() {
            return new Tree(rows.stream().mapToInt(Integer::intValue).toArray(), tokens());
        }
    }
}
