package merit.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import merit.preference.PreferencePair;
import merit.tokenizer.BundledTokenizer;
import org.junit.jupiter.api.Test;

class TruncationAuditTest {
    private static final String TEN = "one two three four five six seven eight nine ten";

    @Test
    void eachSideIsCountedByHand() {
        TruncationAudit audit = audit(
                PreferencePair.of("a", "b", "c"), // fits: 5 tokens each
                PreferencePair.of(TEN, "b", "c"), // 14 each: cut at the end both answers go, and "ten"
                PreferencePair.of("a", TEN, TEN + " eleven")); // 14 and 15
        assertThat(audit.rows()).isEqualTo(6);
        assertThat(audit.pairs()).isEqualTo(3);
        assertThat(audit.overlongPairs()).isEqualTo(2);
        assertThat(audit.medianTokens()).isEqualTo(14);
        assertThat(audit.longestTokens()).isEqualTo(15);
        assertThat(audit.side(Truncation.PROMPT)).isEqualTo(new TruncationAudit.Side(1, 0, 1, 2));
        assertThat(audit.side(Truncation.RIGHT)).isEqualTo(new TruncationAudit.Side(2, 1, 2, 1));
        assertThat(audit.side(Truncation.LEFT)).isEqualTo(new TruncationAudit.Side(0, 0, 1, 2));
    }

    @Test
    void pairsThatWereIdenticalBeforeAreNotCounted() {
        assertThat(audit(PreferencePair.of("a", TEN, TEN))
                        .side(Truncation.RIGHT)
                        .identical())
                .isZero();
    }

    private static TruncationAudit audit(PreferencePair... pairs) {
        return TruncationAudit.of(
                List.of(pairs).stream().map(PreferencePair::set).toList(),
                BundledTokenizer.get(),
                PromptTemplate.PAIR,
                12);
    }
}
