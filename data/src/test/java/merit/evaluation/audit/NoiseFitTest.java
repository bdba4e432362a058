package merit.evaluation.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NoiseFitTest {
    @Test
    void rewardsInStepsOfWhichNoneIsWrongShowNoNoise() {
        // 400 pairs one apart, 400 two, 200 three: the last bins of a hundred stay empty.
        double[] differences = IntStream.range(0, 1000)
                .mapToDouble(k -> k < 400 ? 1 : k < 800 ? 2 : 3)
                .toArray();
        assertThat(new Bets(differences).fit().share()).isZero();

        Arrays.setAll(differences, k -> k % 10 == 0 ? -differences[k] : differences[k]);
        assertThat(new Bets(differences).fit().share()).isCloseTo(0.1, within(0.002));
    }
}
