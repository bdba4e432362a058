package merit.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PrefixTreesTest {
    private static final PrefixTrees TREES = new PrefixTrees(576, 8192);

    @Test
    void answersToOnePromptAreOneTree() {
        List<TokenRow> rows = new ArrayList<>();
        for (int answer = 0; answer < 4; answer++) {
            for (int prompt = 0; prompt < 3; prompt++) {
                rows.add(row(prompt, 100, 100 + answer, 20));
            }
        }
        List<PrefixTrees.Tree> trees = TREES.of(rows);
        assertThat(trees).hasSize(3);
        for (PrefixTrees.Tree tree : trees) {
            assertThat(tree.tokens()).isEqualTo(100 + 4 * 20);
            assertThat(Arrays.stream(tree.rows()).map(row -> row % 3).distinct().count())
                    .isEqualTo(1);
        }
    }

    @Test
    void answersThatBeginAlikeStayWithTheirPrompt() {
        List<TokenRow> rows = List.of(
                row(1, 100, 7, 20), join(row(1, 100, 7, 9), row(50, 0, 8, 9)), row(1, 100, 8, 20), row(2, 100, 9, 20));
        List<PrefixTrees.Tree> trees = TREES.of(rows);
        assertThat(trees.stream()
                        .map(tree -> Arrays.stream(tree.rows()).sorted().boxed().toList()))
                .containsExactlyInAnyOrder(List.of(0, 1, 2), List.of(3));
    }

    @Test
    void aTemplatesBeginningAloneDoesNotBindManyPrompts() {
        List<TokenRow> rows = IntStream.range(0, 100)
                .mapToObj(prompt -> row(7, 30, 1000 + prompt, 170))
                .toList();
        assertThat(TREES.of(rows))
                .allSatisfy(tree -> assertThat(tree.rows().length).isLessThan(4));
    }

    @Test
    void attentionOverALongTreeIsWeighed() {
        List<TokenRow> rows = IntStream.range(0, 200)
                .mapToObj(answer -> row(1, 20, 2 + answer, 300))
                .toList();
        assertThat(new PrefixTrees(64, 8192).of(rows)).hasSize(200);
    }

    @Test
    void rowsBeyondTheLongestAndTreesBeyondTheBudgetStayApart() {
        List<TokenRow> rows = List.of(row(1, 100, 2, 20), row(1, 100, 3, 20), row(1, 100, 4, 20));
        assertThat(new PrefixTrees(576, 119).of(rows)).hasSize(3);
        assertThat(new PrefixTrees(576, 0).of(rows)).hasSize(3);
        assertThat(TREES.of(rows, 140)).hasSize(2);
        assertThat(TREES.of(List.of())).isEmpty();
    }

    @Test
    void everyRowIsInExactlyOnePassWithItsTreesWhole() {
        Random random = new Random(5);
        List<TokenRow> rows = IntStream.range(0, 300)
                .mapToObj(i -> row(random.nextInt(60), 50 + random.nextInt(3), 1000 + i, 1 + random.nextInt(40)))
                .toList();
        List<int[]> passes = BatchPlan.pack(rows, TREES, 1000);
        assertThat(passes.stream().flatMapToInt(IntStream::of).sorted())
                .containsExactlyElementsOf(IntStream.range(0, 300).boxed().toList());
        long computed = passes.stream()
                .flatMap(pass -> TREES.of(IntStream.of(pass).mapToObj(rows::get).toList()).stream())
                .mapToLong(PrefixTrees.Tree::tokens)
                .sum();
        assertThat(computed).isLessThan(rows.stream().mapToInt(TokenRow::length).sum() / 2);
    }

    /** A prompt's tokens, then an answer's. */
    private static TokenRow row(int prompt, int promptTokens, int answer, int answerTokens) {
        int[] ids = IntStream.range(0, promptTokens + answerTokens)
                .map(at -> at < promptTokens ? 10_000 * prompt + at : 1_000_000 + 1000 * answer + at)
                .toArray();
        return new TokenRow(ids, new int[ids.length], 0, 0);
    }

    private static TokenRow join(TokenRow a, TokenRow b) {
        int[] ids =
                IntStream.concat(IntStream.of(a.ids()), IntStream.of(b.ids())).toArray();
        return new TokenRow(ids, new int[ids.length], 0, 0);
    }
}
