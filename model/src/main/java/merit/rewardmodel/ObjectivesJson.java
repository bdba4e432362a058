package merit.rewardmodel;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Objectives in {@code merit.json}: {@code objectives} and {@code objective_loss}; neither where there is one reward. */
final class ObjectivesJson {
    private ObjectivesJson() {}

    static void write(Objectives objectives, ObjectNode root) {
        ObjectiveLoss loss = objectives.loss();
        if (loss != null) {
            root.put("objective_loss", loss.name().toLowerCase(Locale.ROOT));
        }
        ArrayNode list = root.putArray("objectives");
        for (Objectives.Part part : objectives.parts()) {
            ObjectNode item = list.addObject().put("name", part.name()).put("score_weight", part.weight());
            if (loss == ObjectiveLoss.REGRESSION) {
                item.put("grade_mean", part.mean()).put("grade_deviation", part.deviation());
            }
        }
    }

    static Objectives read(JsonNode root) {
        if (!root.has("objectives")) {
            return Objectives.REWARD;
        }
        List<Objectives.Part> parts = new ArrayList<>();
        for (JsonNode item : root.path("objectives")) {
            parts.add(new Objectives.Part(
                    item.path("name").asString(""),
                    item.path("score_weight").asDouble(Double.NaN),
                    item.path("grade_mean").asDouble(0),
                    item.path("grade_deviation").asDouble(1)));
        }
        String loss = root.path("objective_loss").asString("");
        return new Objectives(parts, loss.isEmpty() ? null : ObjectiveLoss.valueOf(loss.toUpperCase(Locale.ROOT)));
    }
}
