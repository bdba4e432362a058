package merit.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import merit.evaluation.metric.ScoredPair;
import org.junit.jupiter.api.Test;

class HeldTest {
    @Test
    void aTieIsNoWin() {
        assertThat(Held.accuracy(List.of(pair(1, 0, 0), pair(1, 1, 1)))).isEqualTo(0.5);
    }

    @Test
    void foldsCountAlikeWhateverTheirSize() {
        Held held = new Held("a");
        held.add(List.of(pair(1, 0, 0)));
        held.add(List.of(pair(0, 1, 1), pair(0, 1, 2), pair(0, 1, 3)));

        assertThat(held.meanAccuracy()).isEqualTo(0.5);
    }

    @Test
    void aComparisonTakesOnlyTheFoldsThatBothHave() {
        Held first = new Held("first");
        Held second = new Held("second");
        first.add(fold(true));
        first.add(fold(false));
        second.add(fold(false));

        assertThat(second.against(first)).contains("first +100.00 points").contains("(1 folds, 20 pairs)");
    }

    private static List<ScoredPair> fold(boolean right) {
        List<ScoredPair> fold = new ArrayList<>();
        for (int prompt = 0; prompt < 20; prompt++) {
            fold.add(right ? pair(1, 0, prompt) : pair(0, 1, prompt));
        }
        return fold;
    }

    private static ScoredPair pair(double chosen, double rejected, int prompt) {
        return new ScoredPair(chosen, rejected, 1, 1, "prompt " + prompt);
    }
}
