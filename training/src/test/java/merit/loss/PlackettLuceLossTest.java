package merit.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class PlackettLuceLossTest {
    private static final Offset<Double> CLOSE = within(1e-6);
    private static final Losses LOSS = Losses.of(Losses.plain(LossType.PLACKETT_LUCE));

    @Test
    void aRankingCostsTheChoicesByWhichItIsMade() {
        double a = Math.exp(0.5);
        double b = Math.exp(2);
        double c = Math.exp(-1);
        assertThat(LOSS.value(ranking(0, 1, 2), 0.5f, 2, -1))
                .isCloseTo(-Math.log(a / (a + b + c)) - Math.log(b / (b + c)), CLOSE);
    }

    @Test
    void twoAnswersAreAPair() {
        assertThat(LOSS.value(ranking(0, 1), 0.5f, 2))
                .isCloseTo(Losses.of(LossConfig.DEFAULT).value(Losses.one(), 0.5f, 2), CLOSE);
    }

    @Test
    void allRankingsOfFourAnswersAreCertainTogether() {
        double sum = 0;
        for (int a = 0; a < 4; a++) {
            for (int b = 0; b < 4; b++) {
                for (int c = 0; c < 4; c++) {
                    if (a != b && b != c && a != c) {
                        sum += Math.exp(-LOSS.value(ranking(a, b, c, 6 - a - b - c), 0.5f, 2, -1, 1.2f));
                    }
                }
            }
        }
        assertThat(sum).isCloseTo(1, within(1e-5));
    }

    @Test
    void equalsDoNotCompeteWithOneAnother() {
        Comparisons tied = Losses.lists(new int[] {0, 2, 0}, new int[] {1, 2, 0});
        double a = Math.exp(0.5);
        double b = Math.exp(2);
        double c = Math.exp(-1);
        assertThat(LOSS.value(tied, 0.5f, 2, -1)).isCloseTo(-Math.log(a / (a + c)) - Math.log(b / (b + c)), CLOSE);
    }

    @Test
    void theBestAgainstTheRestIsOneChoice() {
        Comparisons best = Losses.lists(new int[] {1, 0, 0}, new int[] {1, 2, 0});
        double sum = Math.exp(0.5) + Math.exp(2) + Math.exp(-1);
        assertThat(LOSS.value(best, 0.5f, 2, -1)).isCloseTo(-Math.log(Math.exp(2) / sum), CLOSE);
    }

    @Test
    void listsOfAllLengthsCountAsOneEach() {
        Comparisons both =
                Losses.lists(new int[] {0, 1, 7}, new int[] {0, 2, 7}, new int[] {1, 2, 7}, new int[] {3, 4, 9});
        float[] rewards = {0.5f, 2, -1, 4, 3};
        double three = LOSS.value(ranking(0, 1, 2), 0.5f, 2, -1);
        double two = LOSS.value(ranking(0, 1), 4, 3);
        assertThat(LOSS.value(both, rewards)).isCloseTo((three + two) / 2, CLOSE);
    }

    @Test
    void anAnswerOfTwoListsHasAPlaceInEach() {
        Comparisons both = Losses.lists(new int[] {0, 1, 0}, new int[] {0, 2, 1});
        double expected = (Math.log1p(Math.exp(-1)) + Math.log1p(Math.exp(-3))) / 2;
        assertThat(LOSS.value(both, 3, 2, 0)).isCloseTo(expected, CLOSE);
    }

    @Test
    void largeDifferencesStayFinite() {
        assertThat(LOSS.value(ranking(0, 1, 2), -500, 0, 500)).isCloseTo(1000 + 500, within(1e-3));
        assertThat(LOSS.value(ranking(2, 1, 0), -500, 0, 500)).isCloseTo(0, CLOSE);
    }

    /** Every answer before all that follow it. */
    private static Comparisons ranking(int... best) {
        int[][] judgements = new int[best.length * (best.length - 1) / 2][];
        int next = 0;
        for (int i = 0; i < best.length; i++) {
            for (int j = i + 1; j < best.length; j++) {
                judgements[next++] = new int[] {best[i], best[j], 0};
            }
        }
        return Losses.lists(judgements);
    }
}
