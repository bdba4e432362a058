package merit.evaluation.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import merit.dialogue.Conversation;
import merit.evaluation.metric.ClusteredBootstrap;
import merit.evaluation.metric.ScoredSet;
import merit.preference.Candidate;
import merit.preference.CandidateSet;
import merit.preference.Judgement;
import merit.preference.Origin;
import org.junit.jupiter.api.Test;

class ShortcutAuditTest {
    private static final ClusteredBootstrap QUICK = new ClusteredBootstrap(100, 1, 0.95);
    private static final String[] WORDS =
            "river stone music garden window paper winter letter market silver bridge forest".split(" ");

    @Test
    void aModelThatCountsCharactersIsFound() {
        ShortcutAudit audit = audit(1, String::length, 0);
        Shortcut length = known(audit, "more characters");
        assertThat(length.verdict()).isEqualTo(Shortcut.Verdict.DRAWN);
        assertThat(Objects.requireNonNull(length.accuracyWith()).value()).isOne();
        assertThat(Objects.requireNonNull(length.accuracyAgainst()).value()).isZero();
        assertThat(audit.length().partial()).isGreaterThan(0.9);
        assertThat(audit.length().meaning()).contains("the model likes length for itself");
        assertThat(length.meaning())
                .startsWith("The model prefers the answer with more characters in 100.0 % of")
                .contains("Train on pairs in which the worse answer has it too");
    }

    @Test
    void aPhraseThatTheCodeHasNeverSeenIsFound() {
        ShortcutAudit audit = audit(2, text -> text.startsWith("Zarquon hums:") ? 5 : 0, 1);
        assertThat(audit.phrases()).isNotEmpty();
        assertThat(audit.phrases().get(0).feature()).isEqualTo("the opening \"zarquon hums:\"");
        assertThat(audit.phrases().get(0).verdict()).isEqualTo(Shortcut.Verdict.DRAWN);
    }

    @Test
    void anEndingThatAModelShunsIsFound() {
        ShortcutAudit audit = audit(3, text -> text.endsWith("over and out") ? -5 : 0, 1);
        assertThat(audit.phrases()).anySatisfy(one -> {
            assertThat(one.feature()).isEqualTo("the ending \"over and out\"");
            assertThat(one.verdict()).isEqualTo(Shortcut.Verdict.SHUNS);
        });
    }

    @Test
    void refusalsMarkdownAndSetPhrasesAreRecognised() {
        assertThat(AnswerFeature.REFUSAL.in("I\u2019m sorry, but I can't help with that."))
                .isOne();
        assertThat(AnswerFeature.REFUSAL.in("Sorry. I won't do that.")).isOne();
        assertThat(AnswerFeature.REFUSAL.in("I can help with that.")).isZero();
        assertThat(AnswerFeature.MARKDOWN.in("# Plan\n- one\n- two\n1. three\n**bold** and ```code```"))
                .isEqualTo(7);
        assertThat(AnswerFeature.MARKDOWN.in("a - b, 3.5 and c*d")).isZero();
        assertThat(AnswerFeature.AFFIRMATION.in("Sure! Here it is.")).isOne();
        assertThat(AnswerFeature.AFFIRMATION.in("\"Of course, here it is.\"")).isOne();
        assertThat(AnswerFeature.AFFIRMATION.in("Surely not.")).isZero();
        assertThat(AnswerFeature.SELF.in("As an AI, I have no body.")).isOne();
        assertThat(AnswerFeature.POLITENESS.in("Thank you, please ask. I hope this helps!"))
                .isEqualTo(3);
    }

    @Test
    void aModelThatAgreesWithPeopleIsClear() {
        ShortcutAudit audit = audit(4, text -> 0, 50);
        assertThat(audit.found()).isEmpty();
        assertThat(known(audit, "more characters").meaning())
                .endsWith("not clearly beyond what people do, so nothing needs doing.");
        assertThat(known(audit, "a refusal").verdict()).isEqualTo(Shortcut.Verdict.TOO_FEW);
        assertThat(known(audit, "a refusal").meaning()).contains("too few to tell");
    }

    @Test
    void aLookThatTellsTheChosenAnswerByItselfCannotBeToldFromQuality() {
        MadeUp made = new MadeUp(5);
        List<ScoredSet> scored = new ArrayList<>();
        for (int k = 1; k <= 100; k++) {
            CandidateSet set =
                    MadeUp.pair("memory", k, made.text(5, 10), "Mark well: " + made.text(31, 60), made.text(5, 30));
            scored.add(new ScoredSet(set, List.of(1.0, 0.0)));
        }
        ShortcutAudit audit = Objects.requireNonNull(ShortcutAudit.of(scored, QUICK));
        Shortcut length = known(audit, "more characters");
        assertThat(length.verdict()).isEqualTo(Shortcut.Verdict.CONFOUNDED);
        assertThat(length.meaning()).contains("people do in 100.0 %: by this look alone the chosen answer can be told");
        assertThat(audit.found()).contains(length);
        assertThat(audit.phrases()).singleElement().satisfies(one -> {
            assertThat(one.feature()).isEqualTo("the opening \"mark well:\"");
            assertThat(one.verdict()).isEqualTo(Shortcut.Verdict.CONFOUNDED);
        });
    }

    @Test
    void noPairsGiveNoAudit() {
        assertThat(ShortcutAudit.of(List.of(), QUICK)).isNull();
    }

    private static Shortcut known(ShortcutAudit audit, String feature) {
        return audit.known().stream()
                .filter(one -> one.feature().equals(feature))
                .findFirst()
                .orElseThrow();
    }

    /** Four hundred pairs of made-up answers, chosen by chance; the score is the liking, noise, and a pull to the truth. */
    private static ShortcutAudit audit(long seed, ToDoubleFunction<String> liking, double truth) {
        Random random = new Random(seed);
        List<ScoredSet> scored = new ArrayList<>();
        for (int k = 0; k < 400; k++) {
            String chosen = answer(random);
            String rejected = answer(random);
            CandidateSet set = new CandidateSet(
                    Conversation.ofPrompt("Question " + k),
                    List.of(Candidate.of(chosen), Candidate.of(rejected)),
                    List.of(Judgement.prefers(0, 1, null)),
                    Map.of(),
                    Origin.MEMORY);
            double noise = truth == 0 ? 0 : random.nextGaussian();
            scored.add(new ScoredSet(
                    set, List.of(liking.applyAsDouble(chosen) + 0.6 * truth + noise, liking.applyAsDouble(rejected))));
        }
        return Objects.requireNonNull(ShortcutAudit.of(scored, QUICK));
    }

    private static String answer(Random random) {
        StringBuilder text = new StringBuilder(random.nextInt(5) == 0 ? "Zarquon hums: " : "");
        for (int w = 3 + random.nextInt(30); w > 0; w--) {
            text.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
        }
        return text.append(random.nextInt(5) == 0 ? "over and out" : WORDS[random.nextInt(WORDS.length)])
                .toString();
    }
}
