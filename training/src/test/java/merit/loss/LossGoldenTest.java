package merit.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import merit.loss.Losses.Result;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Every loss with all that may stand beside it, against PyTorch in fp64 (witness/loss_golden.py), and against finite differences. */
@Tag("golden")
class LossGoldenTest {
    private static final JsonNode GOLDEN = golden();

    @ParameterizedTest
    @EnumSource(
            value = LossType.class,
            names = {"K_WISE", "LISTMLE"},
            mode = EnumSource.Mode.EXCLUDE)
    void lossesAndGradientsAreThoseOfPyTorch(LossType type) {
        JsonNode expected = GOLDEN.path("losses").path(name(type));
        Result found = result(type, rewards(), ties());
        assertThat(found.loss()).isCloseTo(expected.path("loss").asDouble(), within(2e-6));
        for (int i = 0; i < found.gradient().length; i++) {
            assertThat((double) found.gradient()[i])
                    .as("gradient in reward %d", i)
                    .isCloseTo(expected.path("gradient").path(i).asDouble(), within(1e-6));
        }
        assertThat(found.tiesGradient())
                .isCloseTo(expected.path("ties_gradient").asDouble(0), within(1e-6));
    }

    @ParameterizedTest
    @EnumSource(LossType.class)
    void gradientsAreThoseOfFiniteDifferences(LossType type) {
        float step = 1e-2f;
        Result at = result(type, rewards(), ties());
        for (int i = 0; i < rewards().length; i++) {
            float[] more = rewards();
            float[] less = rewards();
            more[i] += step;
            less[i] -= step;
            double rise = result(type, more, ties()).loss()
                    - result(type, less, ties()).loss();
            assertThat(rise / ((double) more[i] - less[i])).isCloseTo(at.gradient()[i], within(2e-4));
        }
        double rise = result(type, rewards(), ties() + step).loss()
                - result(type, rewards(), ties() - step).loss();
        assertThat(rise / (2 * step)).isCloseTo(at.tiesGradient(), within(2e-4));
    }

    private static Result result(LossType type, float[] rewards, double ties) {
        Losses losses = Losses.of(config(type), ties);
        if (type.scope() == LossType.Scope.PAIR) {
            return losses.result(pairs(), rewards);
        }
        JsonNode ranked = GOLDEN.path("ranked");
        int[][] judgements = new int[ranked.size()][];
        for (int k = 0; k < judgements.length; k++) {
            judgements[k] = new int[] {number(ranked, k, 0), number(ranked, k, 1), number(ranked, k, 2)};
        }
        return losses.result(Losses.lists(judgements), rewards);
    }

    private static LossConfig config(LossType type) {
        boolean margins = type == LossType.BRADLEY_TERRY || type == LossType.HINGE || type == LossType.FOCAL;
        return new LossConfig(
                type,
                GOLDEN.path("center_rewards_coefficient").asDouble(),
                type.scope() == LossType.Scope.PAIR
                        ? GOLDEN.path("label_smoothing").asDouble()
                        : 0,
                margins ? GOLDEN.path("margin_scale").asDouble() : 0,
                type == LossType.HINGE ? GOLDEN.path("hinge_margin").asDouble() : 1,
                type == LossType.FOCAL ? GOLDEN.path("focal_gamma").asDouble() : 2,
                GOLDEN.path("reward_bound").asDouble());
    }

    private static Comparisons pairs() {
        JsonNode pairs = GOLDEN.path("pairs");
        int size = pairs.size();
        int[] first = new int[size];
        int[] second = new int[size];
        float[][] targets = new float[3][size];
        for (int k = 0; k < size; k++) {
            first[k] = number(pairs, k, 0);
            second[k] = number(pairs, k, 1);
            for (int t = 0; t < 3; t++) {
                targets[t][k] = (float) pairs.path(k).path(3 + t).asDouble();
            }
        }
        return Comparisons.apart(first, second, new PairTargets(targets[0], targets[1], targets[2]));
    }

    private static int number(JsonNode rows, int row, int column) {
        return rows.path(row).path(column).asInt();
    }

    private static float[] rewards() {
        float[] rewards = new float[GOLDEN.path("rewards").size()];
        for (int i = 0; i < rewards.length; i++) {
            rewards[i] = (float) GOLDEN.path("rewards").path(i).asDouble();
        }
        return rewards;
    }

    private static double ties() {
        return GOLDEN.path("ties").asDouble();
    }

    private static String name(LossType type) {
        return type.label().replace('-', '_');
    }

    private static JsonNode golden() {
        try (InputStream json = LossGoldenTest.class.getResourceAsStream("loss_golden.json")) {
            return new ObjectMapper().readTree(Objects.requireNonNull(json));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
