package merit.evaluation.audit;

import static merit.evaluation.audit.MadeUp.pair;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import merit.preference.CandidateSet;
import merit.preference.synthetic.SyntheticPreferences;
import org.junit.jupiter.api.Test;

class DomainShiftTest {
    private static final double LEVEL = 0.95;

    @Test
    void anotherWayToTalkIsToldApartByItsWords() {
        MadeUp made = new MadeUp(4);
        List<CandidateSet> first = sets(200, () -> made.text(5, 20));
        List<CandidateSet> second = sets(200, () -> made.text(5, 20) + (made.chance(0.7) ? " zarquon" : ""));
        DomainShift shift = Objects.requireNonNull(DomainShift.of(first, second, LEVEL));
        assertThat(shift.isNotable()).isTrue();
        // A prompt or its answer has the word in 0.91 of the second: the area is 0.5 + 0.91 / 2.
        assertThat(shift.auc().low()).isLessThan(0.955);
        assertThat(shift.auc().high()).isGreaterThan(0.955);
        assertThat(shift.words().get(0).text()).isEqualTo("zarquon");
        assertThat(shift.words().get(0).first()).isZero();
        assertThat(shift.words().get(0).second()).isGreaterThan(0.85);
    }

    @Test
    void halvesOfOneSourceAreCalledDifferentInNoMoreThanFiveOfAHundred() {
        List<CandidateSet> all = SyntheticPreferences.generate(6000, 5, 0);
        int called = 0;
        for (int k = 0; k < 30; k++) {
            DomainShift shift = DomainShift.of(
                    all.subList(200 * k, 200 * k + 100), all.subList(200 * k + 100, 200 * k + 200), LEVEL);
            called += Objects.requireNonNull(shift).isNotable() ? 1 : 0;
        }
        // Three standard errors above 5 % of 30.
        assertThat(called).isLessThanOrEqualTo(5);
    }

    @Test
    void aHandfulOfRowsTellsNothing() {
        MadeUp made = new MadeUp(6);
        assertThat(DomainShift.of(sets(3, () -> made.text(3, 5)), sets(50, () -> made.text(3, 5)), LEVEL))
                .isNull();
    }

    private static List<CandidateSet> sets(int count, Supplier<String> text) {
        List<CandidateSet> sets = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            sets.add(pair("memory", k + 1, text.get(), text.get(), text.get()));
        }
        return sets;
    }
}
