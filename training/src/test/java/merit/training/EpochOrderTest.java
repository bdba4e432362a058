package merit.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EpochOrderTest {
    @Test
    void thePairsOfOnePromptAreShuffledAnewInEachPass() {
        List<int[]> fixed = List.of(IntStream.range(0, 100).toArray());
        List<Integer> first = order(EpochOrder.steps(fixed, 8, new Random(1)));
        List<Integer> second = order(EpochOrder.steps(fixed, 8, new Random(2)));
        assertThat(first).isNotEqualTo(second).doesNotHaveDuplicates().hasSize(100);
        assertThat(first).isNotEqualTo(first.stream().sorted().toList());
        assertThat(EpochOrder.steps(fixed, 8, new Random(1)))
                .extracting(step -> step.length)
                .containsExactly(8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 4);
    }

    @Test
    void aPromptOfManyPairsIsSpreadOverThePass() {
        List<int[]> prompts = new ArrayList<>(List.of(IntStream.range(0, 80).toArray()));
        IntStream.range(80, 160).forEach(pair -> prompts.add(new int[] {pair}));
        List<int[]> steps = EpochOrder.steps(prompts, 8, new Random(1));
        long alone = steps.stream()
                .filter(step -> Arrays.stream(step).allMatch(pair -> pair < 80))
                .count();
        assertThat(steps).hasSize(20);
        assertThat(steps.subList(0, 10)).anyMatch(step -> Arrays.stream(step).anyMatch(pair -> pair < 80));
        assertThat(steps.subList(10, 20)).anyMatch(step -> Arrays.stream(step).anyMatch(pair -> pair < 80));
        assertThat(alone).isLessThan(9);
    }

    @Test
    void theFewPairsOfAPromptFollowOneAnother() {
        List<int[]> prompts = IntStream.range(0, 30)
                .mapToObj(prompt -> new int[] {3 * prompt, 3 * prompt + 1, 3 * prompt + 2})
                .toList();
        List<Integer> order = order(EpochOrder.steps(prompts, 7, new Random(1)));
        for (int at = 0; at < 90; at += 3) {
            assertThat(order.subList(at, at + 3)).containsOnlyOnceElementsOf(triple(order.get(at) / 3));
        }
    }

    @Test
    void onePairAPromptIsAPlainShuffle() {
        List<int[]> prompts =
                IntStream.range(0, 50).mapToObj(pair -> new int[] {pair}).toList();
        List<Integer> plain = new ArrayList<>(IntStream.range(0, 50).boxed().toList());
        Collections.shuffle(plain, new Random(5));
        assertThat(order(EpochOrder.steps(prompts, 8, new Random(5)))).isEqualTo(plain);
    }

    private static List<Integer> triple(int prompt) {
        return List.of(3 * prompt, 3 * prompt + 1, 3 * prompt + 2);
    }

    private static List<Integer> order(List<int[]> steps) {
        return steps.stream().flatMapToInt(IntStream::of).boxed().toList();
    }
}
