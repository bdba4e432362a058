package merit.preference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PreferenceSplitTest {
    private static final PreferenceSplit SPLIT = new PreferenceSplit(42);

    private static List<CandidateSet> sets(int prompts) {
        return IntStream.range(0, prompts * 2)
                .mapToObj(i ->
                        PreferencePair.of("prompt " + i / 2, "a" + i, "b" + i).set())
                .toList();
    }

    private static Set<String> keys(List<CandidateSet> sets) {
        Set<String> keys = new HashSet<>();
        sets.forEach(set -> keys.add(PreferenceSplit.groupKey(set)));
        return keys;
    }

    @Test
    void theOrderOfGroupsIsThatOfTheirSeededHashes() {
        // Python: sorted(keys, key=lambda k: hashlib.sha256(f"42\n{k}".encode()).hexdigest())
        assertThat(keys(SPLIT.holdOut(sets(5), 0.2).heldOut())).containsExactly("prompt 3");
    }

    @Test
    void noFirstUserTurnStandsOnBothSides() {
        PreferenceSplit.Sides<CandidateSet> sides = SPLIT.holdOut(sets(50), 0.2);

        assertThat(sides.heldOut()).hasSize(20);
        assertThat(keys(sides.training())).doesNotContainAnyElementsOf(keys(sides.heldOut()));
    }

    @Test
    void anotherOrderOfTheRowsMakesTheSameSides() {
        List<CandidateSet> shuffled = new ArrayList<>(sets(50));
        Collections.shuffle(shuffled, new Random(1));

        assertThat(keys(SPLIT.holdOut(shuffled, 0.2).heldOut()))
                .isEqualTo(keys(SPLIT.holdOut(sets(50), 0.2).heldOut()));
    }

    @Test
    void everyRowIsHeldOutInExactlyOneFold() {
        List<PreferenceSplit.Sides<CandidateSet>> folds = SPLIT.folds(sets(13), 5);

        assertThat(folds).extracting(fold -> fold.heldOut().size()).containsExactly(6, 6, 4, 6, 4);
        assertThat(folds.stream().flatMap(fold -> fold.heldOut().stream()))
                .containsExactlyInAnyOrderElementsOf(sets(13));
    }

    @Test
    void whiteSpaceDoesNotMakeAnotherGroup() {
        CandidateSet set = PreferencePair.of("  a\u00a0\n\tb ", "x", "y").set();

        assertThat(PreferenceSplit.groupKey(set)).isEqualTo("a b");
    }

    @Test
    void anotherSeedMakesOtherSides() {
        assertThat(keys(new PreferenceSplit(7).holdOut(sets(50), 0.2).heldOut()))
                .isNotEqualTo(keys(SPLIT.holdOut(sets(50), 0.2).heldOut()));
    }

    @Test
    void sharesAndFoldsThatCannotBeAreRefused() {
        assertThatThrownBy(() -> SPLIT.holdOut(sets(2), 1.5)).hasMessage("held-out share: found 1.5, need 0 to 1");
        assertThatThrownBy(() -> SPLIT.folds(sets(2), 3)).hasMessageContaining("folds: found 3, need 2 to 2");
    }
}
