package merit.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import merit.preference.CandidateSet;
import merit.preference.PreferencePair;
import merit.preference.PreferenceSplit;
import merit.preference.synthetic.SyntheticPreferences;
import merit.tensor.Seed;
import org.junit.jupiter.api.Test;

class EnsembleComparisonTest {
    private static final List<PreferencePair> PAIRS = SyntheticPreferences.generate(200, 1, 0).stream()
            .map(CandidateSet::pairs)
            .flatMap(List::stream)
            .toList();

    @Test
    void eachHeadLearnsFromWholePromptsDrawnWithReplacement() {
        List<PreferencePair> drawn = EnsembleComparison.drawn(PAIRS, new Seed(3));
        Map<String, Long> all = byPrompt(PAIRS);
        Map<String, Long> some = byPrompt(drawn);
        assertThat(some.size()).as("about 63 % of the prompts").isBetween(all.size() / 2, 3 * all.size() / 4);
        some.forEach((prompt, pairs) ->
                assertThat(pairs % all.getOrDefault(prompt, 1L)).isZero());
    }

    @Test
    void theDrawIsTheSeeds() {
        assertThat(EnsembleComparison.drawn(PAIRS, new Seed(3)))
                .isEqualTo(EnsembleComparison.drawn(PAIRS, new Seed(3)));
        assertThat(IntStream.range(0, 5)
                        .mapToObj(seed -> EnsembleComparison.drawn(PAIRS, new Seed(seed)))
                        .distinct())
                .hasSize(5);
    }

    private static Map<String, Long> byPrompt(List<PreferencePair> pairs) {
        return pairs.stream()
                .collect(Collectors.groupingBy(pair -> PreferenceSplit.groupKey(pair.set()), Collectors.counting()));
    }
}
