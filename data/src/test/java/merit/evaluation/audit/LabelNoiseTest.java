package merit.evaluation.audit;

import static merit.evaluation.audit.MadeUp.pair;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import merit.evaluation.metric.ClusteredBootstrap;
import merit.evaluation.metric.ScoredSet;
import merit.preference.CandidateSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LabelNoiseTest {
    private static final ClusteredBootstrap BOOTSTRAP = ClusteredBootstrap.STANDARD;

    /** Lines of the pairs whose label was turned round. */
    private final Set<Long> flipped = new HashSet<>();

    /** Measured: precision 0.95, recall 0.87. */
    @Test
    void flippedLabelsAreFoundByTheWordsOfTheAnswers() {
        assertFlipsAreFound("words", LabelNoise.of(worded(2000, 0.1, 11), BOOTSTRAP));
    }

    /** Measured: precision 0.87, recall 0.51; the judge itself is right in no more than 87 of a hundred. */
    @Test
    void flippedLabelsAreFoundByScores() {
        assertFlipsAreFound("scores", LabelNoise.ofScores(scored(2000, 0.1, 12), BOOTSTRAP));
    }

    @Test
    void cleanWordsAreNotAccused() {
        LabelNoise noise = Objects.requireNonNull(LabelNoise.of(worded(1000, 0, 13), BOOTSTRAP));
        assertThat(noise.suspects()).isEmpty();
        assertThat(noise.right().value()).isGreaterThan(0.8);
    }

    @Test
    void aJudgeThatKnowsNothingFindsNothing() {
        MadeUp made = new MadeUp(14);
        List<CandidateSet> sets = new ArrayList<>();
        for (int k = 1; k <= 400; k++) {
            sets.add(pair("memory", k, made.text(5, 10), made.text(10, 30), made.text(10, 30)));
        }
        LabelNoise noise = Objects.requireNonNull(LabelNoise.of(sets, BOOTSTRAP));
        assertThat(noise.share()).isNull();
        assertThat(noise.suspects()).isEmpty();
    }

    @Test
    void fewPairsTellNothing() {
        assertThat(LabelNoise.of(worded(50, 0.1, 15), BOOTSTRAP)).isNull();
    }

    private void assertFlipsAreFound(String judge, @Nullable LabelNoise found) {
        LabelNoise noise = Objects.requireNonNull(found);
        System.out.printf(
                "one label in ten flipped, judged by %s: %d suspects, precision %.2f, recall %.2f%n",
                judge, noise.suspects().size(), precision(noise), recall(noise));
        assertThat(noise.isFound()).isTrue();
        assertThat(Objects.requireNonNull(noise.share()).excludes(0.1)).isFalse();
        assertThat(precision(noise)).isGreaterThan(0.8);
        assertThat(recall(noise)).isGreaterThan(0.45);
    }

    private double precision(LabelNoise noise) {
        return hits(noise) / (double) noise.suspects().size();
    }

    private double recall(LabelNoise noise) {
        return hits(noise) / (double) flipped.size();
    }

    private long hits(LabelNoise noise) {
        return noise.suspects().stream()
                .filter(one -> flipped.contains(one.origin().line()))
                .count();
    }

    /** Good answers have more of the good words, bad ones more of the bad. */
    private List<CandidateSet> worded(int pairs, double noise, long seed) {
        MadeUp made = new MadeUp(seed);
        List<CandidateSet> sets = new ArrayList<>();
        for (int k = 1; k <= pairs; k++) {
            String good = made.worded(0.7);
            String bad = made.worded(0.3);
            boolean flip = made.chance(noise);
            if (flip) {
                flipped.add((long) k);
            }
            sets.add(pair("memory", k, made.text(5, 10), flip ? bad : good, flip ? good : bad));
        }
        return sets;
    }

    /** A judge by whose difference d the better answer is chosen with probability sigmoid(d), before any flip. */
    private List<ScoredSet> scored(int pairs, double noise, long seed) {
        MadeUp made = new MadeUp(seed);
        List<ScoredSet> scored = new ArrayList<>();
        for (int k = 1; k <= pairs; k++) {
            double difference = 4 * made.gaussian();
            boolean firstBetter = made.chance(1 / (1 + Math.exp(-difference)));
            boolean flip = made.chance(noise);
            if (flip) {
                flipped.add((long) k);
            }
            double chosen = firstBetter != flip ? difference : -difference;
            scored.add(new ScoredSet(pair("memory", k, "Question " + k, "a", "b"), List.of(chosen, 0.0)));
        }
        return scored;
    }
}
