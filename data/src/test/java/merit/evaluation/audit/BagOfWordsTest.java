package merit.evaluation.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import merit.preference.PreferencePair;
import merit.preference.synthetic.SyntheticPreferences;
import merit.scoring.ScoreInput;
import org.junit.jupiter.api.Test;

class BagOfWordsTest {
    @Test
    void theHashIsThePublishedFnv1a() {
        assertThat(HashedWords.bucket("")).isEqualTo(0x811C9DC5 & 0x3FFFF);
        assertThat(HashedWords.bucket("a")).isEqualTo(0xE40C292C & 0x3FFFF);
        assertThat(HashedWords.bucket("foobar")).isEqualTo(0xBF9CF968 & 0x3FFFF);
    }

    @Test
    void wordsSignsAndNeighboursAreCountedByTheirLogarithm() {
        HashedWords words = HashedWords.of("No, no!");
        // no twice, a comma, an exclamation mark; "no ,", ", no", "no !"
        assertThat(words.size()).isEqualTo(6);
        double twice = 1 + Math.log(2);
        assertThat(words.squaredLength()).isCloseTo(twice * twice + 5, within(1e-12));
    }

    @Test
    void theDifferenceLeavesOutWhatBothHave() {
        HashedWords difference = HashedWords.of("a b").minus(HashedWords.of("a c"));
        // b and "a b" on one side, c and "a c" on the other
        assertThat(difference.size()).isEqualTo(4);
        assertThat(difference.squaredLength()).isCloseTo(4, within(1e-12));
    }

    @Test
    void onePairOfSingleWordsHasTheWeightThatCanBeWorkedOutByHand() {
        BagOfWords model = BagOfWords.fit(List.of(PreferencePair.of("p", "good", "bad")), 2);
        // w = a x / 2 with |x|^2 = 2, so the margin m = w.x = a and a = sigmoid(-m): m = sigmoid(-m), m = 0.401058
        double margin = model.score("p", "good") - model.score("p", "bad");
        assertThat(margin).isCloseTo(0.401058, within(1e-6));
        assertThat(model.score("p", "good")).isCloseTo(0.200529, within(1e-6));
    }

    @Test
    void thePromptIsNotReadAndBothShapesOfInputScoreAlike() {
        BagOfWords model = BagOfWords.fit(List.of(PreferencePair.of("p", "good", "bad")));
        assertThat(model.score("another prompt", "good")).isEqualTo(model.score("p", "good"));
        assertThat(model.score(List.of(new ScoreInput.Text("p", "good", true)))
                        .get(0)
                        .value())
                .isEqualTo(model.score("p", "good"));
    }

    @Test
    void withoutPairsEveryResponseScoresNothing() {
        assertThat(BagOfWords.fit(List.of()).score("p", "anything")).isZero();
    }

    @Test
    void aPhraseThatAlwaysWinsIsFoundAtOnce() {
        List<PreferencePair> pairs = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            pairs.add(PreferencePair.of("p" + i, "certainly answer " + i, "answer " + (i + 1)));
        }
        BagOfWords model = BagOfWords.fit(pairs);
        assertThat(model.score("q", "certainly yes")).isGreaterThan(model.score("q", "yes"));
    }

    @Test
    void thereIsNothingForItInPreferencesThatDependOnThePrompt() {
        List<PreferencePair> pairs = SyntheticPreferences.generate(1_000, 42, 0).stream()
                .flatMap(set -> set.pairs().stream())
                .toList();
        List<PreferencePair> training = pairs.subList(0, pairs.size() * 4 / 5);
        List<PreferencePair> held = pairs.subList(training.size(), pairs.size());
        assertThat(accuracy(BagOfWords.fit(training), held)).isBetween(0.40, 0.60);
    }

    @Test
    void aPenaltyThatIsNoPositiveNumberIsRefused() {
        assertThatThrownBy(() -> BagOfWords.fit(List.of(), 0)).hasMessage("penalty: found 0.0, need a number above 0");
    }

    static double accuracy(BagOfWords model, List<PreferencePair> pairs) {
        return pairs.stream()
                        .filter(pair -> model.score("", pair.chosen()) > model.score("", pair.rejected()))
                        .count()
                / (double) pairs.size();
    }
}
