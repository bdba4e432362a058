package merit.evaluation.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import merit.evaluation.metric.ScoredPair;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LengthLinkTest {
    @Test
    void correlationsAreThoseOfSciPyOnPairsInBothOrders() {
        InputStream file = Objects.requireNonNull(
                LengthLink.class.getResourceAsStream("/merit/evaluation/metric/golden-metrics.json"));
        JsonNode golden = JsonMapper.shared().readTree(file).get("pairs");
        List<ScoredPair> pairs = new ArrayList<>();
        for (int k = 0; k < golden.get("chosen").size(); k++) {
            pairs.add(new ScoredPair(
                    golden.get("chosen").get(k).asDouble(),
                    golden.get("rejected").get(k).asDouble(),
                    golden.get("chosen_lengths").get(k).asInt(),
                    golden.get("rejected_lengths").get(k).asInt(),
                    "prompt " + k));
        }
        LengthLink link = LengthLink.of(pairs);
        JsonNode expected = golden.get("length_link");
        assertThat(link.raw()).isCloseTo(expected.get("raw").asDouble(), within(1e-9));
        assertThat(link.people()).isCloseTo(expected.get("people").asDouble(), within(1e-9));
        assertThat(link.partial()).isCloseTo(expected.get("partial").asDouble(), within(1e-9));
    }

    @Test
    void aModelThatIsRightOnAllPairsHasNoLikingOfItsOwnToBeSeen() {
        LengthLink link = LengthLink.of(List.of(new ScoredPair(1, 0, 9, 1, "a"), new ScoredPair(1, 0, 2, 5, "b")));
        assertThat(link.raw()).isCloseTo(link.people(), within(1e-12));
        assertThat(link.partial()).isZero();
        assertThat(link.meaning()).contains("little liking of its own");
    }

    @Test
    void equalRewardsGoWithNothing() {
        assertThat(LengthLink.of(List.of(new ScoredPair(1, 1, 9, 1, "a"), new ScoredPair(2, 2, 2, 5, "b")))
                        .raw())
                .isZero();
    }
}
