package merit.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import merit.scoring.Calibration;
import merit.scoring.PairOdds;
import merit.scoring.TieModel;
import merit.serving.batch.CharacterScorer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ComparisonRouteTest {
    private static final CharacterScorer ALONE = new CharacterScorer(60);
    private static final RunningServer SERVER = RunningServer.of(new CharacterScorer(60));

    private static final double LEAK = ALONE.score("Why?", "A leak.");
    private static final double ALIENS = ALONE.score("Why?", "Aliens.");
    private static final String TWO = "{\"prompt\": \"Why?\", \"a\": \"A leak.\", \"b\": \"Aliens.\"}";
    private static final String SAME = "{\"prompt\": \"Why?\", \"responses\": [\"same\", \"same\", \"same\"]}";

    @AfterAll
    static void close() {
        SERVER.close();
    }

    @Test
    void aComparisonSaysWhoWinsAndHowSurely() {
        JsonNode json = SERVER.post("/compare", TWO).json();
        assertThat(json.get("probability").doubleValue())
                .isCloseTo(1 / (1 + Math.exp(-(LEAK - ALIENS) / 2)), within(1e-12));
        assertThat(json.has("probability_of_tie")).isFalse();
        assertThat(json.get("winner").intValue()).isEqualTo(LEAK > ALIENS ? 0 : 1);
        assertThat(json.get("calibrated").booleanValue()).isTrue();
        assertThat(json.get("calibration").stringValue()).isEqualTo("temperature");
        assertThat(json.at("/results/0/tokens").intValue()).isEqualTo(12);
        JsonNode three = SERVER.post("/compare", SAME).json();
        assertThat(three.has("winner")).isFalse();
        assertThat(three.at("/results/0/beats/1").doubleValue()).isEqualTo(0.5);
        assertThat(three.at("/results/0").has("ties")).isFalse();
    }

    @Test
    void aModelThatHasLearntTiesSaysHowLikelyTheyAre() {
        // Davidson with nu = 2: a win, a tie and a loss of rewards that differ by d are as e^(d/2) : 2 : e^(-d/2).
        PairOdds odds = new PairOdds(Calibration.NONE, new TieModel(TieModel.Rule.DAVIDSON, 2));
        double win = Math.exp((LEAK - ALIENS) / 2);
        double all = win + 2 + 1 / win;
        ModelSource model = new ModelSource("ties", () -> new ServedModel(new CharacterScorer(60), odds));
        try (RunningServer server = RunningServer.ofSources(ServingConfig.local(0), model)) {
            JsonNode json = server.post("/compare", TWO).json();
            assertThat(json.get("probability_of_tie").doubleValue()).isCloseTo(2 / all, within(1e-12));
            assertThat(json.get("probability").doubleValue()).isCloseTo(win / all, within(1e-12));
            JsonNode same = server.post("/compare", SAME).json();
            assertThat(same.has("probability_of_tie")).isFalse();
            assertThat(same.at("/results/0/ties/1").doubleValue()).isEqualTo(0.5);
            assertThat(same.at("/results/0/beats/1").doubleValue()).isEqualTo(0.25);
        }
    }
}
