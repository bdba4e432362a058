package merit.evaluation.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import merit.dialogue.Conversation;
import merit.preference.Candidate;
import merit.preference.CandidateSet;
import merit.preference.Judgement;
import merit.preference.Origin;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DataAuditTest {
    private final DataAudit audit = DataAudit.of(List.of(
            set("Why so?", "two words", "one", Map.of("label", "human", "flipped", true), 2.0),
            set("Why so?", "one", "two words", Map.of("label", "human", "flipped", false), null),
            set(" Why  so?", "four words stand here", "one", Map.of("label", "AI"), 1.0)));

    @Test
    void wordsAreRunsBetweenWhiteSpaceOfAnyKind() {
        assertThat(DataAudit.words(" \u00a0one\ttwo\u2003three\u0085four\n")).isEqualTo(4);
        assertThat(DataAudit.words(" \u3000")).isZero();
        assertThat(DataAudit.words("")).isZero();
    }

    @Test
    void countsPairsAndCandidates() {
        assertThat(audit.counts()).isEqualTo(new DataAudit.Counts(3, 6, 3, 0, 0));
    }

    @Test
    void readsLabelsFlipsAndMarginsFromTheRows() {
        assertThat(audit.labels().sources()).containsEntry("human", 2).containsEntry("AI", 1);
        assertThat(audit.labels().flipped()).isOne();
        assertThat(Objects.requireNonNull(audit.labels().margins()).mean()).isEqualTo(1.5);
        assertThat(audit.labels().withoutMargin()).isOne();
    }

    @Test
    void rowsThatTellNothingOfFlipsHaveNone() {
        DataAudit silent = DataAudit.of(List.of(set("Why?", "a", "b", Map.of(), null)));
        assertThat(silent.labels().flipped()).isNull();
        assertThat(silent.labels().margins()).isNull();
    }

    @Test
    void promptsThatDifferInWhiteSpaceShareAFirstUserTurn() {
        assertThat(audit.prompts()).isEqualTo(new DataAudit.Prompts(2, 1, 3, 2.0));
    }

    @Test
    void lengthsAreInCharactersAndWords() {
        assertThat(Objects.requireNonNull(audit.lengths().chosenWords())
                        .quantiles()
                        .max())
                .isEqualTo(4);
        assertThat(audit.lengths().promptCharacters().quantiles().max()).isEqualTo(9);
    }

    @Test
    void theLongerAnswerWinsTwoOfThree() {
        assertThat(Objects.requireNonNull(audit.longerWins()).value()).isEqualTo(2.0 / 3);
    }

    @Test
    void aPairThatStandsTheOtherWayRoundIsAContradiction() {
        assertThat(audit.duplicates().contradictions()).hasSize(1);
    }

    @Test
    void noDataIsAnError() {
        assertThatThrownBy(() -> DataAudit.of(List.of()))
                .hasMessage("no data to look at: found 0 prompts, need at least one");
    }

    private static CandidateSet set(
            String prompt, String chosen, String rejected, Map<String, Object> metadata, @Nullable Double margin) {
        return new CandidateSet(
                Conversation.ofPrompt(prompt),
                List.of(Candidate.of(chosen), Candidate.of(rejected)),
                List.of(Judgement.prefers(0, 1, margin)),
                metadata,
                Origin.MEMORY);
    }
}
