package merit.rewardmodel;

import java.util.List;
import merit.scoring.Calibration;
import merit.scoring.IsotonicCalibration;
import merit.scoring.Normalization;
import merit.scoring.PairProbability;
import merit.scoring.PlattScaling;
import merit.scoring.TemperatureScaling;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A {@link Calibration} as {@code merit.json} holds it: {@code method} with the curve's own numbers, {@code pairs}, and {@code
 * reference} where there is one. Without a method it is a temperature, as it always was before there were others.
 */
final class CalibrationJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private CalibrationJson() {}

    static ObjectNode write(Calibration calibration) {
        ObjectNode node = JSON.createObjectNode();
        node.put("method", calibration.method());
        PairProbability curve = calibration.curve();
        if (curve instanceof TemperatureScaling scaling) {
            node.put("temperature", scaling.temperature());
        } else if (curve instanceof PlattScaling scaling) {
            node.put("slope", scaling.slope()).put("intercept", scaling.intercept());
        } else if (curve instanceof IsotonicCalibration isotonic) {
            node.set("differences", JSON.valueToTree(isotonic.differences()));
            node.set("probabilities", JSON.valueToTree(isotonic.probabilities()));
        }
        node.put("pairs", calibration.pairs());
        Normalization reference = calibration.reference();
        if (reference != null) {
            node.putObject("reference")
                    .put("mean", reference.mean())
                    .put("deviation", reference.deviation())
                    .put("answers", reference.answers());
        }
        return node;
    }

    /** @throws IllegalArgumentException where it is no calibration */
    static Calibration read(JsonNode node) {
        return new Calibration(curve(node), node.path("pairs").asInt(0), reference(node.path("reference")));
    }

    private static PairProbability curve(JsonNode node) {
        String method = node.path("method").asString("temperature");
        return switch (method) {
            case "none", "temperature" ->
                new TemperatureScaling(node.path("temperature").asDouble(1));
            case "platt" ->
                new PlattScaling(
                        node.path("slope").asDouble(Double.NaN),
                        node.path("intercept").asDouble(0));
            case "isotonic" ->
                new IsotonicCalibration(numbers(node.path("differences")), numbers(node.path("probabilities")));
            default ->
                throw new IllegalArgumentException("calibration: found method \"" + method
                        + "\", need none, temperature, platt or isotonic; open it with the Merit that saved it");
        };
    }

    private static List<Double> numbers(JsonNode list) {
        return list.valueStream().map(number -> number.asDouble(Double.NaN)).toList();
    }

    private static @Nullable Normalization reference(JsonNode node) {
        return node.isObject()
                ? new Normalization(
                        node.path("mean").asDouble(Double.NaN),
                        node.path("deviation").asDouble(Double.NaN),
                        node.path("answers").asInt(0))
                : null;
    }
}
