package merit.evaluation.audit;

import static merit.evaluation.audit.MadeUp.pair;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import merit.evaluation.metric.ClusteredBootstrap;
import merit.evaluation.metric.Evaluation;
import merit.evaluation.metric.EvaluationOptions;
import merit.preference.CandidateSet;
import merit.preference.PreferencePair;
import org.junit.jupiter.api.Test;

class GiveawaysTest {
    private static final ClusteredBootstrap QUICK = new ClusteredBootstrap(200, 1, 0.95);

    @Test
    void chosenAnswersThatAreAlwaysLongerGiveThemselvesAway() {
        MadeUp made = new MadeUp(20);
        Giveaways found = giveaways(21, text -> made.text(31, 60), UnaryOperator.identity());
        assertThat(found.found()).anySatisfy(one -> {
            assertThat(one.look()).isEqualTo("more characters");
            assertThat(one.chosen().value()).isOne();
        });
    }

    @Test
    void chosenAnswersThatStartWithSureGiveThemselvesAway() {
        Giveaways found = giveaways(22, text -> "Sure, " + text, UnaryOperator.identity());
        assertThat(found.found()).anySatisfy(one -> {
            assertThat(one.look()).isEqualTo("the opening \"sure,\"");
            assertThat(one.chosen().value()).isOne();
        });
    }

    @Test
    void aPhraseOfTheRejectedThatTheCodeHasNeverSeenIsFound() {
        MadeUp made = new MadeUp(23);
        Giveaways found =
                giveaways(24, UnaryOperator.identity(), text -> made.chance(0.3) ? text + " zarquon out" : text);
        assertThat(found.found()).anySatisfy(one -> {
            assertThat(one.look()).isEqualTo("the ending \"zarquon out\"");
            assertThat(one.chosen().value()).isZero();
        });
    }

    @Test
    void aModelTrainedOnThePhraseIsCaughtOnDataWithoutIt() {
        List<PreferencePair> planted = sets(25, text -> "Zarquon hums: " + text, UnaryOperator.identity()).stream()
                .flatMap(set -> set.pairs().stream())
                .toList();
        MadeUp made = new MadeUp(26);
        UnaryOperator<String> sometimes = text -> made.chance(0.3) ? "Zarquon hums: " + text : text;
        Evaluation evaluation = Evaluation.of(
                BagOfWords.fit(planted),
                sets(27, sometimes, sometimes),
                EvaluationOptions.STANDARD.withBootstrap(QUICK));
        ShortcutAudit audit = ShortcutAudit.of(evaluation.scored(), QUICK);
        assertThat(audit).isNotNull();
        assertThat(audit.found()).anySatisfy(one -> assertThat(one.feature()).contains("zarquon hums:"));
    }

    private static Giveaways giveaways(long seed, UnaryOperator<String> chosen, UnaryOperator<String> rejected) {
        return Giveaways.of(sets(seed, chosen, rejected), QUICK);
    }

    private static List<CandidateSet> sets(long seed, UnaryOperator<String> chosen, UnaryOperator<String> rejected) {
        MadeUp made = new MadeUp(seed);
        List<CandidateSet> sets = new ArrayList<>();
        for (int k = 1; k <= 400; k++) {
            sets.add(pair(
                    "memory", k, made.text(5, 10), chosen.apply(made.text(5, 30)), rejected.apply(made.text(5, 30))));
        }
        return sets;
    }
}
