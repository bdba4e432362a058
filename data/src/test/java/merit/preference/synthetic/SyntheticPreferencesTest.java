package merit.preference.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import merit.preference.Candidate;
import merit.preference.CandidateSet;
import merit.preference.Judgement;
import merit.preference.PreferencePair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SyntheticPreferencesTest {
    private static final int MANY = 1_000;

    @Test
    void theSameSeedGivesTheSameSets() {
        assertThat(SyntheticPreferences.generate(200, 7, 0.1)).isEqualTo(SyntheticPreferences.generate(200, 7, 0.1));
    }

    @Test
    void anotherSeedGivesOtherSets() {
        assertThat(SyntheticPreferences.generate(20, 7, 0)).isNotEqualTo(SyntheticPreferences.generate(20, 8, 0));
    }

    @Test
    void moreOfThemBeginWithTheSameOnes() {
        assertThat(SyntheticPreferences.generate(300, 7, 0).subList(0, 50))
                .isEqualTo(SyntheticPreferences.generate(50, 7, 0));
    }

    @Test
    void noiseLeavesPromptsAndCandidatesAsTheyWere() {
        assertThat(SyntheticPreferences.generate(100, 7, 0.2))
                .extracting(CandidateSet::candidates)
                .isEqualTo(SyntheticPreferences.generate(100, 7, 0).stream()
                        .map(CandidateSet::candidates)
                        .toList());
    }

    @Test
    void thereAreAtLeastTwelveDomainsInEqualShares() {
        Map<Object, Long> counts = SyntheticPreferences.generate(MANY, 42, 0).stream()
                .collect(Collectors.groupingBy(
                        set -> set.metadata().get(SyntheticPreferences.DOMAIN), Collectors.counting()));
        assertThat(counts).hasSizeGreaterThanOrEqualTo(12);
        assertThat(counts.values()).allMatch(count -> Math.abs(count - MANY / counts.size()) <= 1);
    }

    @Test
    void fiveThousandPromptsAreDistinct() {
        Set<String> prompts = new HashSet<>();
        SyntheticPreferences.stream(SyntheticConfig.defaults().withPrompts(5_000))
                .forEach(set -> prompts.add(set.prompt().firstUserTurn()));
        assertThat(prompts).hasSize(5_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 42, 99, 2026})
    void theLongerAnswerWinsHalfOfTheTime(long seed) {
        int longer = 0;
        int shorter = 0;
        for (PreferencePair pair : pairs(SyntheticPreferences.generate(MANY, seed, 0))) {
            int difference = pair.chosen().length() - pair.rejected().length();
            longer += difference > 0 ? 1 : 0;
            shorter += difference < 0 ? 1 : 0;
        }
        assertThat(longer / (double) (longer + shorter)).isBetween(0.45, 0.55);
    }

    @Test
    void theBetterAnswerStandsFirstHalfOfTheTime() {
        long first = pairs(SyntheticPreferences.generate(MANY, 42, 0)).stream()
                .filter(pair -> pair.judgement().i() < pair.judgement().j())
                .count();
        double all = pairs(SyntheticPreferences.generate(MANY, 42, 0)).size();
        assertThat(first / all).isCloseTo(0.5, within(0.04));
    }

    @Test
    void everySetHasOneRightAnswerAndEachTextOnce() {
        for (CandidateSet set : SyntheticPreferences.generate(MANY, 42, 0)) {
            assertThat(set.candidates()).hasSizeBetween(2, 4);
            assertThat(set.candidates()).extracting(Candidate::response).doesNotHaveDuplicates();
            assertThat(set.candidates())
                    .filteredOn(candidate -> "right".equals(candidate.metadata().get(SyntheticPreferences.KIND)))
                    .hasSize(1);
        }
    }

    @Test
    void everyDomainHasEveryKindOfDistractor() {
        Map<Object, Set<Object>> kinds = new HashMap<>();
        for (CandidateSet set : SyntheticPreferences.generate(MANY, 42, 0)) {
            for (Candidate candidate : set.candidates()) {
                kinds.computeIfAbsent(set.metadata().get(SyntheticPreferences.DOMAIN), domain -> new HashSet<>())
                        .add(candidate.metadata().get(SyntheticPreferences.KIND));
            }
        }
        assertThat(kinds.values())
                .allMatch(found -> found.equals(Set.of("right", "lexical_swap", "wrong_cause", "off_topic")));
    }

    @Test
    void withoutNoiseEveryTwoCandidatesAreJudgedByTheirQuality() {
        for (CandidateSet set : SyntheticPreferences.generate(300, 42, 0)) {
            int n = set.candidates().size();
            assertThat(set.judgements()).hasSize(n * (n - 1) / 2);
            assertThat(set.metadata()).containsEntry(SyntheticPreferences.FLIPPED, false);
            for (Judgement judgement : set.judgements()) {
                double difference = quality(set, judgement.i()) - quality(set, judgement.j());
                assertThat(difference).isPositive().isEqualTo(judgement.margin());
            }
        }
    }

    @Test
    void noiseFlipsItsShareOfTheJudgementsAndSaysWhich() {
        List<CandidateSet> rows = SyntheticPreferences.generate(3_000, 42, 0.1).stream()
                .flatMap(set -> SyntheticPreferences.pairRows(set).stream())
                .toList();
        long flipped = rows.stream()
                .filter(row -> Boolean.TRUE.equals(row.metadata().get(SyntheticPreferences.FLIPPED)))
                .count();
        assertThat(flipped / (double) rows.size()).isCloseTo(0.1, within(0.015));
        for (CandidateSet row : rows) {
            assertThat(quality(row, 0) < quality(row, 1))
                    .isEqualTo(row.metadata().get(SyntheticPreferences.FLIPPED));
        }
    }

    @Test
    void aPairRowPutsThePreferredAnswerFirstAndNamesTheDistractor() {
        CandidateSet set = SyntheticPreferences.generate(1, 42, 0).get(0);
        for (CandidateSet row : SyntheticPreferences.pairRows(set)) {
            PreferencePair pair = row.pairs().get(0);
            assertThat(pair.chosen()).isEqualTo(row.candidates().get(0).response());
            assertThat(row.metadata().get(SyntheticPreferences.DISTRACTOR))
                    .isEqualTo(pair.rejectedCandidate().metadata().get(SyntheticPreferences.KIND));
        }
    }

    @Test
    void theSameAnswerIsRightForOnePromptAndWrongForAnother() {
        Set<String> right = new HashSet<>();
        Set<String> wrong = new HashSet<>();
        for (CandidateSet set : SyntheticPreferences.generate(3_000, 42, 0)) {
            for (Candidate candidate : set.candidates()) {
                boolean best = SyntheticPreferences.quality(candidate) == 1.0;
                (best ? right : wrong).add(candidate.response());
            }
        }
        long both = right.stream().filter(wrong::contains).count();
        assertThat(both / (double) right.size()).isGreaterThan(0.2);
    }

    @Test
    void aSettingOutOfRangeIsRefused() {
        assertThatThrownBy(() -> SyntheticConfig.defaults().withPrompts(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("prompts: found 0, need at least 1");
        assertThatThrownBy(() -> SyntheticConfig.defaults().withNoise(0.7))
                .hasMessage("noise: found 0.7, need 0 to 0.5");
        assertThatThrownBy(() -> SyntheticConfig.defaults().withCandidates(1, 4))
                .hasMessage("candidates a prompt: found 1 to 4, need a range within 2 to 4");
    }

    private static double quality(CandidateSet set, int candidate) {
        return SyntheticPreferences.quality(set.candidates().get(candidate));
    }

    private static List<PreferencePair> pairs(List<CandidateSet> sets) {
        return sets.stream().flatMap(set -> set.pairs().stream()).toList();
    }
}
