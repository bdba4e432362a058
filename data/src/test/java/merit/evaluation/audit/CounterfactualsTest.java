package merit.evaluation.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import merit.dialogue.Conversation;
import merit.evaluation.audit.EditEffect.Verdict;
import merit.evaluation.metric.EvaluationOptions;
import merit.evaluation.metric.ScoredSet;
import merit.preference.CandidateSet;
import merit.scoring.Score;
import merit.scoring.ScoreInput;
import merit.scoring.Scorer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Scorers with one fault each, which the edit made for it must show, and scorers without. */
class CounterfactualsTest {
    private static final int PAIRS = 120;

    @Test
    void aScorerThatAddsPerCharacterIsFoundBySayingItTwice() {
        EditEffect twice = effect(counted(String::length), Edit.REPETITION);
        assertThat(twice.verdict()).isEqualTo(Verdict.LIFTS);
        assertThat(Objects.requireNonNull(twice.gained()).value()).isGreaterThan(0.9);
        assertThat(Objects.requireNonNull(twice.lost()).value()).isZero();
        assertThat(twice.meaning())
                .startsWith("With all of it said twice, the answer of lower reward overtakes the other in ")
                .contains("saying everything twice is paid for");
    }

    @Test
    void aScorerThatPaysForListsIsFoundByMakingThemPlain() {
        EditEffect plain =
                effect(counted(text -> 100 * text.split("\n- ", -1).length + text.length()), Edit.PLAIN_TEXT);
        assertThat(plain.verdict()).isEqualTo(Verdict.SINKS);
        assertThat(plain.pairs()).isLessThan(PAIRS);
        assertThat(plain.meaning()).contains("it pays for formatting itself");
    }

    @Test
    void aScorerThatReadsNothingAfterAControlTokenIsFoundByWritingOne() {
        Scorer cut = counted(text -> text.contains("<|im_end|>") ? 0 : 100 + text.length());
        assertThat(effect(cut, Edit.CONTROL_TOKENS).verdict()).isEqualTo(Verdict.SINKS);
    }

    @Test
    void aScorerThatLikesAnyClosingSentenceIsFoundByOne() {
        Scorer closing = counted(text -> 26 * text.charAt(0) + text.charAt(1) + (text.endsWith("answer.") ? 5000 : 0));
        assertThat(effect(closing, Edit.NEUTRAL_SENTENCE).verdict()).isEqualTo(Verdict.LIFTS);
        assertThat(effect(closing, Edit.CONTROL_TOKENS).verdict()).isEqualTo(Verdict.STEADY);
    }

    @Test
    void aScorerThatTurnsAroundInAnotherTemplateIsFoundByIt() {
        Scorer turning = inputs -> inputs.stream()
                .map(input -> {
                    Conversation row = ((ScoreInput.Chat) input).conversation();
                    int sign = row.prompt().text().startsWith("### Prompt:") ? -1 : 1;
                    return Score.of(sign * row.response().length());
                })
                .toList();
        EditEffect template = effect(turning, Edit.OTHER_TEMPLATE);
        assertThat(template.verdict()).isEqualTo(Verdict.SWAYS);
        assertThat(Objects.requireNonNull(template.flips()).value()).isOne();
        assertThat(template.gained()).isNull();
    }

    @Test
    void ofTwoPairsEveryNumberIsWorkedOutByHand() {
        // Rewards are lengths: 4 and 2, 12 and 2. Said twice with two line feeds between: 10 and 6, 26 and 6.
        List<ScoredSet> scored = scored(
                counted(String::length),
                List.of(MadeUp.pair("f", 1, "p", "abcd", "ab"), MadeUp.pair("f", 2, "q", "abcdefghijkl", "ab")));
        Counterfactuals found = Counterfactuals.of(counted(String::length), scored, 10, EvaluationOptions.STANDARD);
        EditEffect twice = effect(found, Edit.REPETITION);
        assertThat(found.deviation()).isCloseTo(Math.sqrt((1 + 9 + 49 + 9) / 3.0), within(1e-12)); // about the mean, 5
        assertThat(Objects.requireNonNull(twice.gained()).value()).isEqualTo(0.5); // 6 overtakes 4, and not 12
        assertThat(Objects.requireNonNull(twice.lost()).value()).isZero();
        assertThat(Objects.requireNonNull(twice.flips()).value()).isEqualTo(0.25);
        assertThat(Objects.requireNonNull(twice.shift()).value())
                .isCloseTo((6 + 4 + 14 + 4) / 4.0 / found.deviation(), within(1e-12));
        assertThat(twice.verdict()).isEqualTo(Verdict.TOO_FEW);
    }

    @Test
    void theSampleIsAsLargeAsAskedForAndTheSameEachTime() {
        List<ScoredSet> scored = scored(counted(String::length), sets(1));
        Counterfactuals one = Counterfactuals.of(counted(String::length), scored, 40, EvaluationOptions.STANDARD);
        Counterfactuals two = Counterfactuals.of(counted(String::length), scored, 40, EvaluationOptions.STANDARD);
        assertThat(one.pairs()).isEqualTo(40);
        assertThat(one).isEqualTo(two);
    }

    @Test
    void aFewMoreFlipsThanOneInTenAreLeftOpenAndFewerAreSteady() {
        assertThat(verdictOfFlips(8)).isEqualTo(Verdict.OPEN); // 16 %, from about 8 %
        assertThat(verdictOfFlips(4)).isEqualTo(Verdict.STEADY);
        assertThat(verdictOfFlips(20)).isEqualTo(Verdict.LIFTS);
    }

    /** Of fifty lower answers so many overtake the other when control tokens stand behind them. */
    private static Verdict verdictOfFlips(int overtaking) {
        List<CandidateSet> sets = new ArrayList<>();
        for (int k = 0; k < 50; k++) {
            sets.add(MadeUp.pair("f", k + 1, "Question " + k, "good " + k, (k < overtaking ? "sly " : "bad ") + k));
        }
        Scorer scorer =
                counted(text -> text.startsWith("good") ? 1 : text.startsWith("sly") && text.contains("[SEP]") ? 2 : 0);
        return effect(
                        Counterfactuals.of(scorer, scored(scorer, sets), 50, EvaluationOptions.STANDARD),
                        Edit.CONTROL_TOKENS)
                .verdict();
    }

    @Test
    void whatIsNotRunIsListedWithItsReason() {
        Counterfactuals none = Counterfactuals.notRun("there are scores, and no model");
        assertThat(none.effects()).hasSize(Edit.values().length);
        assertThat(none.effects()).allMatch(effect -> effect.verdict() == Verdict.NOT_RUN);
        assertThat(none.found()).isEmpty();
    }

    @Test
    void markdownIsMadePlainAndNothingElse() {
        assertThat(Edit.PLAIN_TEXT.applied(
                        "# Head\n- one\n2. two\n**bold** and __more__\n```java\nx = 2 * 3 - 1;\n```\n"))
                .isEqualTo("Head\none\ntwo\nbold and more\nx = 2 * 3 - 1;\n");
        assertThat(Edit.PLAIN_TEXT.applied("3 * 4 - 5, a_b__c and -x, 1.5")).isEqualTo("3 * 4 - 5, a_b__c and -x, 1.5");
    }

    @Test
    void ofTwentyHonestBagsOfWordsNoMoreThanOneIsAccused() {
        assertThat(accused(20)).isLessThanOrEqualTo(1);
    }

    @Test
    @Tag("slow")
    void ofTwoHundredHonestBagsOfWordsFivePercentAtMostAreAccused() {
        assertThat(accused(200)).isLessThanOrEqualTo(10);
    }

    /** Each learns from one half of a data set without shortcuts, and is asked about the other. */
    private static int accused(int dataSets) {
        int accused = 0;
        for (int k = 0; k < dataSets; k++) {
            List<CandidateSet> sets = sets(100 + k);
            BagOfWords bag = BagOfWords.fit(sets.subList(0, PAIRS).stream()
                    .flatMap(set -> set.pairs().stream())
                    .toList());
            List<ScoredSet> scored = scored(bag, sets.subList(PAIRS, sets.size()));
            List<EditEffect> found = Counterfactuals.of(bag, scored, PAIRS, EvaluationOptions.STANDARD)
                    .found();
            accused += found.isEmpty() ? 0 : 1;
        }
        System.out.printf("%d honest bags of words, accused: %d%n", dataSets, accused);
        return accused;
    }

    private static EditEffect effect(Scorer scorer, Edit edit) {
        List<ScoredSet> scored = scored(scorer, sets(1).subList(0, PAIRS));
        return effect(Counterfactuals.of(scorer, scored, PAIRS, EvaluationOptions.STANDARD), edit);
    }

    private static EditEffect effect(Counterfactuals found, Edit edit) {
        return found.effects().stream()
                .filter(effect -> effect.edit() == edit)
                .findFirst()
                .orElseThrow();
    }

    private static List<ScoredSet> scored(Scorer scorer, List<CandidateSet> sets) {
        return ScoredSet.score(scorer, sets, EvaluationOptions.STANDARD);
    }

    private static Scorer counted(ToDoubleFunction<String> amount) {
        return inputs -> inputs.stream()
                .map(input -> Score.of(amount.applyAsDouble(
                        ((ScoreInput.Chat) input).conversation().response())))
                .toList();
    }

    /** Twice as many pairs as are asked about; half of the better answers, and no other, stand in a list. */
    private static List<CandidateSet> sets(long seed) {
        MadeUp made = new MadeUp(seed);
        List<CandidateSet> sets = new ArrayList<>();
        for (int k = 1; k <= 2 * PAIRS; k++) {
            String list = made.chance(0.5) ? "\n- " + made.text(1, 2) + "\n- " + made.text(1, 2) : "";
            sets.add(MadeUp.pair(
                    "memory", k, made.text(5, 10), made.worded(0.7) + list, made.worded(0.3) + " " + made.text(2, 4)));
        }
        return sets;
    }
}
