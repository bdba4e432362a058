package merit.preference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import merit.dialogue.Conversation;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class DuplicatesTest {
    private static CandidateSet pair(int line, String prompt, String chosen, String rejected) {
        return PreferencePair.of(
                        Conversation.ofPrompt(prompt), chosen, rejected, null, Map.of(), new Origin("f.jsonl", line))
                .set();
    }

    private static final List<CandidateSet> SETS = List.of(
            pair(1, "p", "a", "b"),
            pair(2, "p", "a", "b"),
            pair(3, "p", "b", "a"),
            pair(4, "q", "same", "same"),
            pair(5, "q", "The Cat sat.", "the cat  sat!"),
            pair(6, "r", "a", "b"));

    @Test
    void duplicatesContradictionsAndIdenticalAnswersAreFoundWithTheirLines() {
        Duplicates found = Duplicates.find(SETS);

        assertThat(found.duplicates())
                .containsExactly(new Duplicates.Finding(new Origin("f.jsonl", 2), new Origin("f.jsonl", 1)));
        assertThat(found.contradictions())
                .containsExactly(new Duplicates.Finding(new Origin("f.jsonl", 3), new Origin("f.jsonl", 1)));
        assertThat(found.identicalAnswers())
                .extracting(finding -> finding.origin().line())
                .containsExactly(4L);
        assertThat(found.nearIdenticalAnswers())
                .extracting(finding -> finding.origin().line())
                .containsExactly(5L);
        assertThat(found.repeatedPrompts()).isEqualTo(3);
    }

    @Test
    void whatIsRemovedIsCounted() {
        PreferenceData data = PreferenceData.of(SETS).withoutRepeats();

        assertThat(data.pairs()).hasSize(4);
        assertThat(data.report().dropped()).isEqualTo(Map.of("duplicate", 1L, "identical answers", 1L));
        assertThat(data.report().rows()).isEqualTo(6);
        assertThat(data.report().pairs()).isEqualTo(4);
    }

    @Test
    void answersThatShareNineTenthsOfTheirWordsAreNearlyIdentical() {
        String words =
                "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
                        + " seventeen eighteen nineteen";

        assertThat(Likeness.near(words + " twenty", words)).isTrue();
        assertThat(Likeness.near("one two three", "one two four")).isFalse();
        assertThat(Likeness.near("!", "?")).isFalse();
        assertThat(Likeness.near("", "word")).isFalse();
    }

    @Test
    void theUnorderedFingerprintDoesNotDependOnTheOrder() {
        Fingerprint forwards = Fingerprint.of(List.of(SETS.get(0), SETS.get(5)));
        Fingerprint backwards = Fingerprint.of(List.of(SETS.get(5), SETS.get(0)));

        assertThat(forwards.unordered()).isEqualTo(backwards.unordered()).hasSize(64);
        assertThat(forwards.ordered()).isNotEqualTo(backwards.ordered());
        assertThat(Fingerprint.of(SETS).unordered()).isNotEqualTo(forwards.unordered());
    }

    @Test
    void theReportSurvivesJson() {
        DataReport report = PreferenceData.of(SETS).withoutRepeats().report();
        JsonMapper mapper = JsonMapper.shared();

        assertThat(mapper.readValue(mapper.writeValueAsString(report), DataReport.class))
                .isEqualTo(report);
    }
}
