package merit.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.DoubleStream;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Against SciPy and scikit-learn. */
class GoldenMetricsTest {
    private static final Offset<Double> EXACT = within(1e-9);

    private final JsonNode golden = Golden.read();
    private final JsonNode expected = golden.get("pairs");
    private final List<ScoredPair> pairs = Golden.pairs(expected);

    @Test
    void pairMetricsAreThoseOfSciPyAndScikitLearn() {
        PairMetrics metrics = PairMetrics.of(pairs, ClusteredBootstrap.STANDARD);
        assertThat(metrics.accuracy().value()).isCloseTo(expected("accuracy"), EXACT);
        assertThat(metrics.accuracyTiesHalf().value()).isCloseTo(expected("accuracy_ties_half"), EXACT);
        assertThat(metrics.ties()).isEqualTo(expected.get("ties").asInt());
        assertThat(metrics.margin().value()).isCloseTo(expected("margin"), EXACT);
        assertThat(metrics.loss().value()).isCloseTo(expected("loss"), EXACT);
        assertThat(metrics.brier().value()).isCloseTo(expected("brier"), EXACT);
        assertThat(metrics.auc().differences().value()).isCloseTo(expected("difference_auc"), EXACT);
        assertThat(metrics.auc().rewards().value()).isCloseTo(expected("score_auc"), EXACT);
    }

    @Test
    void theLengthBaselineIsThatOfSciPy() {
        LengthBaseline length =
                PairMetrics.of(pairs, ClusteredBootstrap.STANDARD).length();
        assertThat(length.accuracy().value()).isCloseTo(expected("longer_wins"), EXACT);
        assertThat(length.difference().value())
                .isCloseTo(expected("accuracy_ties_half") - expected("longer_wins"), EXACT);
        assertThat(length.correlation()).isCloseTo(expected("length_correlation"), EXACT);
    }

    @Test
    void distributionsAreThoseOfNumPy() {
        PairMetrics.Rewards rewards =
                PairMetrics.of(pairs, ClusteredBootstrap.STANDARD).rewards();
        assertThat(rewards.all().mean()).isCloseTo(expected("mean_reward"), EXACT);
        assertThat(rewards.all().quantiles().min()).isEqualTo(expected("min_reward"));
        assertThat(rewards.all().quantiles().max()).isEqualTo(expected("max_reward"));
        assertThat(rewards.chosen().standardDeviation()).isCloseTo(expected("chosen_sd"), EXACT);
        Distribution.Quantiles q = rewards.chosen().quantiles();
        assertThat(new double[] {q.p5(), q.p25(), q.median(), q.p75(), q.p95()})
                .containsExactly(Golden.numbers(expected.get("chosen_quantiles")), EXACT);
    }

    @Test
    void calibrationIsThatOfSciPyAndScikitLearn() {
        TemperatureFit fit = TemperatureFit.of(pairs);
        JsonNode calibration = expected.get("calibration");
        assertThat(fit.calibration().temperature())
                .isCloseTo(calibration.get("temperature").asDouble(), EXACT);
        assertThat(fit.before().error()).isCloseTo(calibration.get("ece_before").asDouble(), EXACT);
        assertThat(fit.after().error()).isCloseTo(calibration.get("ece_after").asDouble(), EXACT);
        assertThat(fit.lossBefore()).isCloseTo(calibration.get("loss_before").asDouble(), EXACT);
        assertThat(fit.lossAfter()).isCloseTo(calibration.get("loss_after").asDouble(), EXACT);
    }

    @Test
    void theBootstrapIsThatOfSciPyOnTheSameDraws() {
        assertIntervalOnSameDraws(expected.get("bootstrap"));
        assertIntervalOnSameDraws(expected.get("bootstrap_margin"));
        assertIntervalOnSameDraws(expected.get("bootstrap_percentile"));
    }

    @Test
    void theAreasBootstrapIsThatOfSciPyOnTheSameDraws() {
        double[] differences = PairMetrics.column(pairs, ScoredPair::difference);
        double[] turned = DoubleStream.of(differences).map(d -> -d).toArray();
        double[] chosen = PairMetrics.column(pairs, ScoredPair::chosen);
        double[] rejected = PairMetrics.column(pairs, ScoredPair::rejected);
        for (JsonNode area : expected.get("area_bootstraps")) {
            assertAreaOnSameDraws(area, differences, turned);
        }
        for (JsonNode area : expected.get("score_area_bootstraps")) {
            assertAreaOnSameDraws(area, chosen, rejected);
        }
    }

    @Test
    void candidateMetricsAreThoseOfSciPy() {
        JsonNode candidates = golden.get("candidates");
        List<RatedPrompt> prompts = new ArrayList<>();
        for (JsonNode prompt : candidates.get("prompts")) {
            List<Double> ratings = boxed(Golden.numbers(prompt.get("ratings")));
            prompts.add(new RatedPrompt(
                    "prompt " + prompts.size(),
                    ratings,
                    boxed(Golden.numbers(prompt.get("scores"))),
                    prompt.get("lengths").valueStream().map(JsonNode::asInt).toList()));
        }
        CandidateMetrics metrics = CandidateMetrics.of(prompts, ClusteredBootstrap.STANDARD);
        assertClose(candidates, "spearman", value(metrics.ranking().spearman()));
        assertClose(candidates, "kendall", value(metrics.ranking().kendall()));
        assertClose(candidates, "ndcg", metrics.ranking().ndcg().value());
        assertClose(candidates, "mrr", metrics.ranking().mrr().value());
        assertClose(candidates, "over_first", metrics.wins().overFirst().value());
        assertClose(candidates, "over_random", metrics.wins().overRandom().value());
        assertClose(candidates, "over_longest", metrics.wins().overLongest().value());
        assertThat(metrics.bestOf().stream()
                        .mapToDouble(point -> point.rating().value())
                        .toArray())
                .containsExactly(Golden.numbers(candidates.get("best_of")), EXACT);
        assertThat(metrics.picks().reward().accuracy().value())
                .isCloseTo(candidates.get("reward_pick").asDouble(), EXACT);
        assertThat(metrics.picks().random().accuracy().value())
                .isCloseTo(candidates.get("random_pick").asDouble(), EXACT);
    }

    @Test
    void mcNemarIsTheExactBinomialTestAndTheCorrectedChiSquareOfSciPy() {
        for (JsonNode row : golden.get("mcnemar")) {
            assertThat(PairedComparison.mcNemar(row.get(0).asInt(), row.get(1).asInt()))
                    .isCloseTo(row.get(2).asDouble(), EXACT);
            assertThat(PairedComparison.mcNemarCorrected(
                            row.get(0).asInt(), row.get(1).asInt()))
                    .isCloseTo(row.get(3).asDouble(), EXACT);
        }
    }

    private void assertIntervalOnSameDraws(JsonNode bootstrap) {
        JsonNode draws = bootstrap.get("draws");
        AtomicInteger next = new AtomicInteger();
        Interval interval = like(bootstrap, 200)
                .means(
                        clusters(),
                        part -> clusters -> draws.get(next.getAndIncrement()).asInt(),
                        Golden.numbers(bootstrap.get("values")))
                .get(0);
        assertThat(next.get()).isEqualTo(draws.size());
        assertInterval(interval, bootstrap);
    }

    private void assertAreaOnSameDraws(JsonNode area, double[]... sides) {
        JsonNode draws = area.get("draws");
        AtomicInteger next = new AtomicInteger();
        Interval interval = AreaBootstrap.of(
                like(area, 120),
                clusters(),
                part -> clusters -> draws.get(next.getAndIncrement()).asInt(),
                sides);
        assertThat(next.get()).isEqualTo(draws.size());
        assertInterval(interval, area);
    }

    private static ClusteredBootstrap like(JsonNode bootstrap, int resamples) {
        return new ClusteredBootstrap(resamples, 0, 0.95)
                .withMethod(ClusteredBootstrap.Method.valueOf(
                        bootstrap.get("method").asString()));
    }

    private Clusters clusters() {
        return Clusters.of(pairs.stream().map(ScoredPair::cluster).toList());
    }

    private static void assertInterval(Interval interval, JsonNode expected) {
        assertThat(interval.value()).isCloseTo(expected.get("value").asDouble(), EXACT);
        assertThat(interval.low()).isCloseTo(expected.get("low").asDouble(), EXACT);
        assertThat(interval.high()).isCloseTo(expected.get("high").asDouble(), EXACT);
    }

    private static void assertClose(JsonNode expected, String name, double value) {
        assertThat(value).as(name).isCloseTo(expected.get(name).asDouble(), EXACT);
    }

    private double expected(String name) {
        return expected.get(name).asDouble();
    }

    private static double value(@Nullable Interval interval) {
        assertThat(interval).isNotNull();
        return interval.value();
    }

    private static List<Double> boxed(double[] values) {
        return DoubleStream.of(values).boxed().toList();
    }
}
