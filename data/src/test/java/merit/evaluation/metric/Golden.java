package merit.evaluation.metric;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Values that witness/evaluation_metrics.py took from SciPy and scikit-learn. */
final class Golden {
    private Golden() {}

    static JsonNode read() {
        InputStream file = Objects.requireNonNull(Golden.class.getResourceAsStream("golden-metrics.json"));
        return JsonMapper.shared().readTree(file);
    }

    static double[] numbers(JsonNode array) {
        return array.valueStream().mapToDouble(JsonNode::asDouble).toArray();
    }

    static List<ScoredPair> pairs(JsonNode pairs) {
        List<ScoredPair> scored = new ArrayList<>();
        for (int k = 0; k < pairs.get("chosen").size(); k++) {
            scored.add(new ScoredPair(
                    pairs.get("chosen").get(k).asDouble(),
                    pairs.get("rejected").get(k).asDouble(),
                    pairs.get("chosen_lengths").get(k).asInt(),
                    pairs.get("rejected_lengths").get(k).asInt(),
                    pairs.get("clusters").get(k).asString()));
        }
        return scored;
    }
}
