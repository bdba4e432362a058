package merit.preference.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import merit.preference.DropReason;
import merit.preference.Judgement;
import merit.preference.PreferenceData;
import merit.preference.PreferencePair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pairs that several people judged. */
class VotesTest {
    @TempDir
    private Path folder;

    @Test
    void aProbabilityIsASoftLabelOfOneJudgement() throws IOException {
        assertThat(judgement("\"p_chosen\": 0.8, \"margin\": 2"))
                .isEqualTo(new Judgement(0, 1, 0.8, 2.0, 1, Judgement.OVERALL));
    }

    @Test
    void everyVoteCountsAsAJudgement() throws IOException {
        assertThat(judgement("\"votes_chosen\": 7, \"votes_rejected\": \"3\", \"objective\": \"helpful\""))
                .isEqualTo(new Judgement(0, 1, 0.7, null, 10, "helpful"));
    }

    @Test
    void theAnswerThatMostPreferIsTheChosenOne() throws IOException {
        PreferencePair pair =
                read("\"votes_chosen\": 1, \"votes_rejected\": 3").pairs().get(0);
        assertThat(pair.chosen()).isEqualTo("b");
        assertThat(pair.rejected()).isEqualTo("a");
    }

    @Test
    void anEvenVoteIsATieAndVotesGoBeforeRatings() throws IOException {
        assertThat(judgement("\"votes_chosen\": 4, \"votes_rejected\": 4").isTie())
                .isTrue();
        assertThat(judgement("\"p_chosen\": 0.9, \"chosen_rating\": 5, \"rejected_rating\": 5")
                        .isTie())
                .isFalse();
    }

    @Test
    void aRowThatNobodyVotedOnIsDroppedAndCounted() throws IOException {
        PreferenceData data = read("\"votes_chosen\": 0, \"votes_rejected\": 0");
        assertThat(data.sets()).isEmpty();
        assertThat(data.report().dropped(DropReason.NO_WEIGHT)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'p_chosen': 1.2|line 1: p_chosen: found 1.2, need 0 to 1",
                "'p_chosen': 'often'|line 1: p_chosen: found \"often\", need a number",
                "'votes_chosen': -1, 'votes_rejected': 2|need numbers from 0",
                "'votes_chosen': 1|no \"votes_rejected\"",
                "'votes_chosen': 1, 'votes_rejected': 2, 'p_chosen': 1|found p_chosen and votes_chosen, need one of them"
            },
            quoteCharacter = '`')
    void whatIsNoVoteIsRefusedWithItsLine(String fields, String message) {
        assertThatThrownBy(() -> read(fields.replace('\'', '"'))).hasMessageContaining(message);
    }

    private Judgement judgement(String fields) throws IOException {
        return read(fields).sets().get(0).judgements().get(0);
    }

    private PreferenceData read(String fields) throws IOException {
        Path file = Files.writeString(
                folder.resolve("votes.jsonl"),
                "{\"prompt\": \"p\", \"chosen\": \"a\", \"rejected\": \"b\", " + fields + "}\n");
        return PreferenceFiles.read(file);
    }
}
