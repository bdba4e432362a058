package merit.evaluation.audit;

import static merit.evaluation.audit.MadeUp.pair;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import merit.preference.CandidateSet;
import org.junit.jupiter.api.Test;

class RepeatsTest {
    private final MadeUp made = new MadeUp(3);
    private final List<CandidateSet> training = new ArrayList<>();
    private final List<CandidateSet> evaluation = new ArrayList<>();

    @Test
    void whatWasPlantedAcrossSplitsIsFound() {
        Set<Long> planted = new HashSet<>();
        for (int k = 1; k <= 1000; k++) {
            training.add(pair("train", k, made.text(30, 60), made.text(40, 80), made.text(40, 80)));
        }
        for (int k = 1; k <= 400; k++) {
            boolean plant = k % 20 == 0; // five in a hundred
            CandidateSet from = training.get(2 * k);
            String prompt = plant ? made.edited(from.prompt().firstUserTurn(), 60) : made.text(30, 60);
            String chosen = plant ? made.edited(from.candidates().get(0).response(), 70) : made.text(40, 80);
            evaluation.add(pair("held", k, prompt, chosen, made.text(40, 80)));
            if (plant) {
                planted.add((long) k);
            }
        }
        Repeats found = Repeats.across(evaluation, training);
        System.out.printf("%d near-duplicates planted across splits, %d rows named%n", planted.size(), found.touched());
        assertThat(found.touched()).isEqualTo(20);
        assertThat(found.sets()).isEqualTo(400);
        Set<Long> lines = new HashSet<>();
        found.prompts().near().forEach(one -> lines.add(one.origin().line()));
        found.answers().near().forEach(one -> lines.add(one.origin().line()));
        found.prompts().exact().forEach(one -> lines.add(one.origin().line()));
        found.answers().exact().forEach(one -> lines.add(one.origin().line()));
        assertThat(lines).isEqualTo(planted);
    }

    @Test
    void wordForWordIsEqualButForWhiteSpace() {
        String answer = made.text(10, 10);
        training.add(pair("train", 1, "Why  so?", answer, "No."));
        evaluation.add(pair("held", 1, "Why so?", "Yes.", "No."));
        evaluation.add(pair("held", 2, "And now?", answer + "\n", "Yes."));
        Repeats found = Repeats.across(evaluation, training);
        assertThat(found.prompts().exact()).singleElement().satisfies(one -> {
            assertThat(one.origin().line()).isEqualTo(1);
            assertThat(one.other().file()).isEqualTo("train");
        });
        assertThat(found.answers().exact()).hasSize(1);
        assertThat(found.touched()).isEqualTo(2);
    }

    @Test
    void insideOneFileOnlyOtherFirstUserTurnsCount() {
        String prompt = made.text(50, 50);
        String answer = made.text(50, 50);
        List<CandidateSet> sets = List.of(
                pair("all", 1, prompt, answer, "No."),
                pair("all", 2, prompt, answer, "Yes."),
                pair("all", 3, prompt + " indeed", made.text(50, 50), "No."),
                pair("all", 4, made.text(50, 50), answer, "No."));
        Repeats found = Repeats.inside(sets);
        assertThat(found.prompts().near()).singleElement().satisfies(one -> {
            assertThat(one.origin().line()).isEqualTo(3);
            assertThat(one.other().line()).isEqualTo(1);
        });
        assertThat(found.answers().exact())
                .singleElement()
                .satisfies(one -> assertThat(one.origin().line()).isEqualTo(4));
        assertThat(found.prompts().exact()).isEmpty();
        assertThat(found.touched()).isEqualTo(4);
    }

    @Test
    void anAnswerUnderTenFirstUserTurnsIsOneFindingThatTouchesTenRows() {
        String answer = made.text(50, 50);
        for (int k = 1; k <= 10; k++) {
            training.add(pair("all", k, made.text(50, 50), answer, "No."));
        }
        training.add(pair("all", 11, made.text(50, 50), made.text(50, 50), "No."));
        Repeats found = Repeats.inside(training);
        assertThat(found.answers().exact()).hasSize(1);
        assertThat(found.touched()).isEqualTo(10);
    }

    @Test
    void dataWithNothingInCommonIsClean() {
        for (int k = 1; k <= 500; k++) {
            training.add(pair("train", k, made.text(5, 30), made.text(5, 30), made.text(5, 30)));
            evaluation.add(pair("held", k, made.text(5, 30), made.text(5, 30), made.text(5, 30)));
        }
        assertThat(Repeats.across(evaluation, training).isAny()).isFalse();
        assertThat(Repeats.inside(training).isAny()).isFalse();
    }
}
