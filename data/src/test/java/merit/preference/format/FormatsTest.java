package merit.preference.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import merit.dialogue.Message;
import merit.dialogue.Role;
import merit.preference.CandidateSet;
import merit.preference.DropReason;
import merit.preference.Judgement;
import merit.preference.Pairing;
import merit.preference.PreferenceData;
import merit.preference.PreferencePair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormatsTest {
    @TempDir
    Path folder = Path.of("");

    @ParameterizedTest
    @CsvSource({
        "pair.jsonl, PAIR",
        "gptj-pairwise.jsonl, PAIR",
        "hh.jsonl, HH",
        "messages.jsonl, MESSAGES",
        "candidates.jsonl, CANDIDATES",
        "ultrafeedback.jsonl, ULTRAFEEDBACK",
        "helpsteer.jsonl, HELPSTEER",
        "helpsteer2-preference.jsonl, HELPSTEER_PREFERENCE",
        "helpsteer3-preference.jsonl, HELPSTEER_PREFERENCE",
        "oasst.jsonl, OASST",
        "oasst-messages.jsonl, OASST_MESSAGES",
        "ranked.jsonl, RANKED",
        "response.jsonl, RESPONSE"
    })
    void theFormatIsFoundFromTheRowsAndHasALabel(String file, Format format) {
        assertThat(Fixture.read(file).report().formats()).containsExactly(format.label());
        assertThat(Format.of(format.label())).isEqualTo(format);
    }

    @Test
    void aPairKeepsMarginMetadataAndTheTurnsOfItsPrompt() {
        List<PreferencePair> pairs = Fixture.read("pair.jsonl").pairs();

        assertThat(pairs.get(0).margin()).isEqualTo(1.5);
        assertThat(pairs.get(0).set().metadata()).containsEntry("annotator", "ana");
        assertThat(pairs.get(1).prompt().messages())
                .extracting(Message::role)
                .containsExactly(Role.USER, Role.ASSISTANT, Role.USER);
        assertThat(pairs.get(1).set().metadata()).containsEntry("tags", List.of("rivers", Map.of("level", 1L)));
    }

    @ParameterizedTest
    @CsvSource({
        "chosen_score, rejected_score, 7, 7, 1",
        "score_chosen, score_rejected, 7, 7.0, 1",
        "score_chosen, score_rejected, 7, 6.5, 0",
        "chosen-rating, rejected-rating, 4, 5, 0",
        "chosen_rating, rejected_rating, null, null, 0",
        "chosen_score, rejected_score, '\"7.0\"', '\"7\"', 1",
        "chosen_score, rejected_score, '\"good\"', '\"good\"', 0"
    })
    void aPairWhoseAnswersAreRatedAlikeIsATie(String first, String second, String one, String other, long ties)
            throws IOException {
        for (String answers : List.of(
                "\"prompt\": \"p\", \"chosen\": \"a\", \"rejected\": \"b\"",
                "\"prompt\": \"p\", \"chosen\": [{\"role\": \"assistant\", \"content\": \"a\"}],"
                        + " \"rejected\": [{\"role\": \"assistant\", \"content\": \"b\"}]")) {
            Path file = Files.writeString(
                    folder.resolve("rated.jsonl"),
                    "{" + answers + ", \"" + first + "\": " + one + ", \"" + second + "\": " + other + "}\n");

            PreferenceData data = PreferenceFiles.read(file);

            assertThat(data.report().ties()).isEqualTo(ties);
            assertThat(data.pairs()).hasSize(1 - (int) ties);
        }
    }

    @Test
    void ofARowThatWasScoredTheRatingsItCameWithCount() throws IOException {
        Path file = Files.writeString(
                folder.resolve("scored.jsonl"),
                "{\"prompt\": \"p\", \"chosen\": \"a\", \"rejected\": \"b\", \"chosen_score\": 1.2, \"rejected_score\": 0.3,"
                        + " \"given_chosen_score\": 7, \"given_rejected_score\": 7}\n");

        assertThat(PreferenceFiles.read(file).report().ties()).isOne();
    }

    @Test
    void aTranscriptsPromptIsWhatStandsBeforeTheLastAnswer() {
        PreferencePair pair = Fixture.read("hh.jsonl").pairs().get(0);

        assertThat(pair.prompt().messages())
                .containsExactly(
                        Message.user("How do I clean a brush?"),
                        Message.assistant("What kind of paint?"),
                        Message.user("Oil."));
        assertThat(pair.chosen()).isEqualTo("Use turpentine, then soap.");
        assertThat(pair.rejected()).isEqualTo("Buy a new one.");
    }

    @Test
    void transcriptsThatPartBeforeTheLastAnswerAreDroppedAndCounted() {
        PreferenceData data = Fixture.read("hh.jsonl");

        assertThat(data.report().rows()).isEqualTo(3);
        assertThat(data.report().dropped()).containsExactly(Map.entry("no common prompt", 1L));
        assertThat(data.pairs().get(1).rejected()).isEmpty();
    }

    @Test
    void messageListsHaveAnExplicitOrAnImplicitPrompt() {
        List<PreferencePair> pairs = Fixture.read("messages.jsonl").pairs();

        assertThat(pairs.get(0).prompt().messages().get(0).role()).isEqualTo(Role.SYSTEM);
        assertThat(pairs).extracting(pair -> pair.prompt().messages().size()).containsExactly(2, 1, 1);
        assertThat(pairs).extracting(PreferencePair::chosen).containsExactly("Four.", "Cork.", "Lead.");
        assertThat(pairs.get(1).margin()).isEqualTo(2);
    }

    @Test
    void ratingsBecomeJudgementsAndEqualOnesTies() {
        CandidateSet set = Fixture.read("candidates.jsonl").sets().get(0);

        assertThat(set.candidates()).hasSize(4);
        assertThat(set.candidates().get(0).attributes()).containsEntry("coverage", 5.0);
        assertThat(set.candidates().get(0).metadata()).containsEntry("policy", "a");
        assertThat(set.judgements())
                .containsExactly(
                        Judgement.prefers(0, 1, 3.5),
                        new Judgement(0, 2, 0.5, 0.0, 1, Judgement.OVERALL),
                        Judgement.prefers(2, 1, 3.5));
    }

    @Test
    void ultraFeedbackIsRatedByTheFineGrainedScoreAndOnlyLastByTheOverallOne() {
        CandidateSet set = Fixture.read("ultrafeedback.jsonl").sets().get(0);

        assertThat(set.candidates()).extracting(candidate -> candidate.rating()).containsExactly(4.75, 2.5, 1.0);
        assertThat(set.pairs()).hasSize(3);
    }

    @Test
    void helpSteerRowsAreJoinedByPrompt() {
        PreferenceData data = Fixture.read("helpsteer.jsonl");

        assertThat(data.report().rows()).isEqualTo(4);
        assertThat(data.sets()).hasSize(2);
        assertThat(data.sets().get(0).judgements()).containsExactly(Judgement.prefers(0, 1, 3.0));
        assertThat(data.sets().get(1).judgements()).allMatch(Judgement::isTie);
    }

    @Test
    void aNegativeStrengthPrefersTheFirstResponse() {
        List<PreferencePair> pairs = Fixture.read("helpsteer2-preference.jsonl").pairs();

        assertThat(pairs).extracting(PreferencePair::chosen).containsExactly("The Moon.", "Good morning!");
        assertThat(pairs).extracting(PreferencePair::margin).containsExactly(3.0, 2.0);
    }

    @Test
    void helpSteer3HasItsPromptInTheContext() {
        PreferenceData data = Fixture.read("helpsteer3-preference.jsonl");

        assertThat(data.pairs()).extracting(PreferencePair::chosen).containsExactly("Plum.");
        assertThat(data.sets().get(0).prompt().messages()).hasSize(3);
        assertThat(data.report().ties()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"oasst.jsonl", "oasst-messages.jsonl"})
    void aTreeGivesASetWhereverTwoRepliesAreRankedAndIsElseDroppedAndCounted(String file) {
        PreferenceData data = Fixture.read(file);

        assertThat(data.pairs())
                .extracting(PreferencePair::chosen)
                .containsExactly("Trees save water in winter.", "No, firs keep their needles.");
        assertThat(data.pairs().get(1).prompt().messages()).hasSize(3);
        assertThat(data.report().dropped(DropReason.NOTHING_TO_COMPARE)).isOne();
    }

    @Test
    void aRankedListIsBestFirstUnlessARankingSaysOtherwise() {
        List<CandidateSet> sets = Fixture.read("ranked.jsonl").sets();

        assertThat(sets.get(0).judgements())
                .containsExactly(
                        Judgement.prefers(0, 1, null), Judgement.prefers(0, 2, null), Judgement.prefers(1, 2, null));
        assertThat(sets.get(1).pairs())
                .extracting(PreferencePair::chosen)
                .containsExactly("A lathe.", "A file.", "A lathe.");
        assertThat(sets.get(2).judgements()).filteredOn(Judgement::isTie).hasSize(1);
    }

    @Test
    void theBestAgainstTheRestLeavesTheOthersUncompared() {
        ReadOptions options = ReadOptions.DEFAULT.withPairing(Pairing.BEST_AGAINST_REST);

        PreferenceData data = PreferenceFiles.read(Fixture.path("ranked.jsonl").toString(), options);

        assertThat(data.sets().get(0).pairs()).hasSize(2);
    }

    @Test
    void aRowToScoreIsOneCandidateWithoutJudgement() {
        PreferenceData data = Fixture.read("response.jsonl");

        assertThat(data.sets()).allSatisfy(set -> assertThat(set.candidates()).hasSize(1));
        assertThat(data.pairs()).isEmpty();
    }

    @Test
    void noMoreSamplesAreReadThanAskedFor() {
        List<String> twice = List.of(
                Fixture.path("pair.jsonl").toString(), Fixture.path("hh.jsonl").toString());

        PreferenceData data = PreferenceFiles.read(twice, ReadOptions.DEFAULT.withMaxSamples(3));

        assertThat(data.report().rows()).isEqualTo(3);
        assertThat(data.report().files()).hasSize(2);
        assertThat(data.report().formats()).containsExactly("pair", "hh");
    }
}
