package merit.backbone.llama;

import java.util.Set;
import java.util.TreeSet;
import merit.layer.ConfigFile;
import merit.layer.Rotary;
import merit.layer.RotaryScaling;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What {@code config.json} says of rotary positions: {@code rope_theta} and {@code rope_scaling}, or, since transformers 5,
 * {@code rope_parameters}.
 */
final class RotaryConfig {
    private static final double THETA = 10_000;
    private static final Set<String> KNOWN = new TreeSet<>(Set.of(
            "rope_theta",
            "rope_type",
            "type",
            "factor",
            "original_max_position_embeddings",
            "attention_factor",
            "beta_fast",
            "beta_slow",
            "mscale",
            "mscale_all_dim",
            "truncate",
            "low_freq_factor",
            "high_freq_factor",
            "partial_rotary_factor"));

    private RotaryConfig() {}

    /**
     * @param size features of a head
     * @param positions of pretraining, {@code max_position_embeddings}
     */
    static Rotary read(ConfigFile config, int size, int positions) {
        JsonNode old = config.json().path("rope_scaling");
        String key = old.isObject() && !old.isEmpty() ? "rope_scaling" : "rope_parameters";
        JsonNode json = config.json().path(key);
        if (!json.isObject() && !json.isMissingNode() && !json.isNull()) {
            throw config.wrong(key + ": found " + json + ", need an object");
        }
        ConfigFile rope = new ConfigFile(
                config.source() + ": " + key, json.isObject() ? json : JsonNodeFactory.instance.objectNode());
        for (String name : rope.json().propertyNames()) {
            if (!KNOWN.contains(name)) {
                throw rope.wrong("found " + name + ", need one of " + String.join(", ", KNOWN));
            }
        }
        if (rope.fraction("partial_rotary_factor", config.fraction("partial_rotary_factor", 1)) != 1) {
            throw config.wrong("partial_rotary_factor is not 1: heads that turn in part are not supported");
        }
        double theta = rope.fraction("rope_theta", config.fraction("rope_theta", THETA));
        int original = config.has("original_max_position_embeddings")
                ? config.count("original_max_position_embeddings", positions)
                : rope.count("original_max_position_embeddings", positions);
        return new Rotary(theta, size, scaling(rope, positions, original), Rotary.Pairing.HALVES);
    }

    private static RotaryScaling scaling(ConfigFile rope, int positions, int original) {
        String type = rope.text("rope_type", rope.text("type", "default"));
        return switch (type) {
            case "default" -> new RotaryScaling.None();
            case "linear" -> new RotaryScaling.Linear(needed(rope, "factor"));
            case "dynamic" -> new RotaryScaling.Dynamic(needed(rope, "factor"), positions);
            case "llama3" ->
                new RotaryScaling.Llama3(
                        needed(rope, "factor"),
                        needed(rope, "low_freq_factor"),
                        needed(rope, "high_freq_factor"),
                        original);
            case "yarn" -> yarn(rope, positions, original);
            default ->
                throw rope.wrong("rope_type is \"" + type
                        + "\", need one of default, linear, dynamic, llama3, yarn: nothing else is supported");
        };
    }

    private static RotaryScaling yarn(ConfigFile rope, int positions, int original) {
        double factor = rope.has("factor") ? needed(rope, "factor") : (double) positions / original;
        double attention = rope.fraction("attention_factor", attentionFactor(rope, factor));
        RotaryScaling.Yarn.Ramp ramp = new RotaryScaling.Yarn.Ramp(
                orElse(rope.fraction("beta_fast", 0), 32),
                orElse(rope.fraction("beta_slow", 0), 1),
                rope.flag("truncate", true));
        return new RotaryScaling.Yarn(factor, attention, ramp, original);
    }

    private static double attentionFactor(ConfigFile rope, double factor) {
        double all = rope.fraction("mscale_all_dim", 0);
        double some = rope.fraction("mscale", 0);
        return all != 0 && some != 0 ? temperature(factor, some) / temperature(factor, all) : temperature(factor, 1);
    }

    private static double temperature(double factor, double scale) {
        return factor <= 1 ? 1 : 0.1 * scale * Math.log(factor) + 1;
    }

    private static double orElse(double value, double otherwise) {
        return value == 0 ? otherwise : value;
    }

    private static double needed(ConfigFile rope, String key) {
        if (!rope.has(key)) {
            throw rope.wrong("found no " + key + ", need it for rope_type " + rope.text("rope_type", "of this kind"));
        }
        return rope.fraction(key, 0);
    }

    /** As far as stretching was made to reach. */
    static int longestRow(RotaryScaling scaling, int positions) {
        double reach = 0;
        if (scaling instanceof RotaryScaling.Linear linear) {
            reach = linear.factor() * positions;
        } else if (scaling instanceof RotaryScaling.Dynamic dynamic) {
            reach = dynamic.factor() * dynamic.positions();
        } else if (scaling instanceof RotaryScaling.Llama3 llama) {
            reach = llama.factor() * llama.positions();
        } else if (scaling instanceof RotaryScaling.Yarn yarn) {
            reach = yarn.factor() * yarn.positions();
        }
        return Math.max(positions, (int) reach);
    }
}
