package merit.evaluation.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import merit.preference.CandidateSet;
import merit.preference.PreferencePair;
import merit.preference.PreferenceSplit;
import merit.preference.format.PreferenceFiles;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Against scikit-learn ({@code witness/bag_of_words.py}), and on real data where it lies beside the project. */
class BagOfWordsGoldenTest {
    @Test
    @Tag("golden")
    void scoresAreThoseOfScikitLearnOnTheSameFeatures() throws Exception {
        JsonNode golden;
        try (InputStream in = BagOfWordsGoldenTest.class.getResourceAsStream("golden-bag-of-words.json")) {
            golden = new ObjectMapper().readTree(Objects.requireNonNull(in));
        }
        List<PreferencePair> pairs = new ArrayList<>();
        for (int i = 0; i < golden.get("chosen").size(); i++) {
            pairs.add(PreferencePair.of(
                    "p",
                    golden.get("chosen").get(i).asString(),
                    golden.get("rejected").get(i).asString()));
        }
        for (JsonNode fit : golden.get("fits")) {
            BagOfWords model = BagOfWords.fit(pairs, fit.get("penalty").asDouble());
            for (int i = 0; i < golden.get("other").size(); i++) {
                assertThat(model.score("p", golden.get("other").get(i).asString()))
                        .isCloseTo(fit.get("scores").get(i).asDouble(), within(1e-4));
            }
        }
    }

    @ParameterizedTest
    @Tag("slow")
    @CsvSource({"hh-helpful.jsonl.gz, 0.61", "hh-harmless.jsonl.gz, 0.61", "ultrafeedback-sample.jsonl.gz, 0.57"})
    void onRealPreferencesItReachesTheKnownFloor(String file, double floor) {
        Path folder = sharedData();
        assumeTrue(folder != null, "no folder shared/data beside the project: real data is not read");
        List<CandidateSet> sets = PreferenceFiles.read(folder.resolve(file)).sets();
        double right = 0;
        int all = 0;
        for (PreferenceSplit.Sides<CandidateSet> fold : new PreferenceSplit(42).folds(sets, 5)) {
            List<PreferencePair> held = pairs(fold.heldOut());
            right += BagOfWordsTest.accuracy(BagOfWords.fit(pairs(fold.training())), held) * held.size();
            all += held.size();
        }
        System.out.printf("%s: bag of words %.2f %% of %d pairs%n", file, 100 * right / all, all);
        assertThat(right / all).isBetween(floor, floor + 0.05);
    }

    private static List<PreferencePair> pairs(List<CandidateSet> sets) {
        return sets.stream().flatMap(set -> set.pairs().stream()).toList();
    }

    private static @Nullable Path sharedData() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve("shared/data"))) {
                return at.resolve("shared/data");
            }
        }
        return null;
    }
}
