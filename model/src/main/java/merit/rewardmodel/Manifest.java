package merit.rewardmodel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import merit.encoding.EncodingConfig;
import merit.encoding.PromptTemplate;
import merit.encoding.Truncation;
import merit.scoring.Calibration;
import merit.scoring.TemperatureScaling;
import merit.scoring.TieModel;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What {@code merit.json} says: all that Hugging Face's files have no place for.
 *
 * @param encoding template, longest row, truncation
 * @param pooling what the head reads
 * @param kind what the head does with that
 * @param layers of what kind the head is where it reads several layers; else null
 * @param objectives what its outputs are
 * @param ties how likely answers tie, where that was learnt
 * @param calibration what was learnt of its rewards from data held out
 * @param files the SHA-256 of each file with weights, by its name
 * @param golden texts with their scores
 */
record Manifest(
        EncodingConfig encoding,
        Pooling pooling,
        HeadKind kind,
        @Nullable LayerHead layers,
        Objectives objectives,
        @Nullable TieModel ties,
        Calibration calibration,
        Map<String, String> files,
        List<GoldenScore> golden) {
    /** Of a folder that every Merit reads rightly. */
    private static final int FIRST_VERSION = 1;
    /** Of one whose probabilities a Merit that knows temperatures alone would get wrong. */
    private static final int CALIBRATED_VERSION = 2;
    /** Of one whose score is not its only output. */
    private static final int OBJECTIVES_VERSION = 3;
    /** Of one whose head reads several layers. */
    private static final int LAYERS_VERSION = 4;
    /** Of one whose head has a hidden layer. */
    private static final int FORMAT_VERSION = 5;

    private static final ObjectMapper JSON = new ObjectMapper();

    Manifest {
        files = new LinkedHashMap<>(files);
        golden = List.copyOf(golden);
    }

    /** Of a model that is not calibrated yet. */
    static Manifest of(RewardModel model, Map<String, String> files, List<GoldenScore> golden) {
        return new Manifest(
                model.encoder().config(),
                model.pooling(),
                model.headKind(),
                LayerHead.of(model.head().layout()),
                model.objectives(),
                model.ties().value(),
                Calibration.NONE,
                files,
                golden);
    }

    Manifest with(Calibration fitted) {
        return new Manifest(encoding, pooling, kind, layers, objectives, ties, fitted, files, golden);
    }

    String toJson() {
        ObjectNode root = JSON.createObjectNode();
        root.put("format_version", version());
        root.set("template", JSON.valueToTree(encoding.template().toMap()));
        root.put("max_length", encoding.maxLength());
        root.put("truncation", lower(encoding.truncation()));
        root.put("pooling", lower(pooling));
        if (layers != null) {
            layers.write(root);
        }
        ObjectNode head = root.putObject("head");
        head.put("outputs", objectives.parts().size()).put("precision", RewardModelFolder.PRECISION);
        if (kind != HeadKind.LINEAR) {
            head.put("kind", lower(kind));
        }
        if (!objectives.equals(Objectives.REWARD)) {
            ObjectivesJson.write(objectives, root);
        }
        if (ties != null) {
            root.putObject("ties").put("model", ties.rule().label()).put("parameter", ties.parameter());
        }
        root.put("precision", RewardModelFolder.PRECISION);
        root.set("calibration", CalibrationJson.write(calibration));
        root.set("sha256", JSON.valueToTree(files));
        ArrayNode texts = root.putArray("golden_scores");
        for (GoldenScore text : golden) {
            texts.addObject()
                    .put("prompt", text.prompt())
                    .put("response", text.response())
                    .put("tokens", text.tokens())
                    .put("score", text.score());
        }
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    }

    private int version() {
        if (kind != HeadKind.LINEAR) {
            return FORMAT_VERSION;
        }
        if (layers != null) {
            return LAYERS_VERSION;
        }
        if (!objectives.equals(Objectives.REWARD)) {
            return OBJECTIVES_VERSION;
        }
        return calibration.curve() instanceof TemperatureScaling ? FIRST_VERSION : CALIBRATED_VERSION;
    }

    /** @throws IllegalArgumentException where it is not a manifest, or one from a later Merit */
    static Manifest parse(String source, String json) {
        try {
            JsonNode root = JSON.readTree(json);
            int version = root.path("format_version").asInt(0);
            if (version < FIRST_VERSION || version > FORMAT_VERSION) {
                throw new IllegalArgumentException("format_version: found " + version + ", need " + FIRST_VERSION
                        + " to " + FORMAT_VERSION + "; open it with the Merit that saved it, or a later one");
            }
            Calibration calibration = CalibrationJson.read(root.path("calibration"));
            return new Manifest(
                    encoding(root),
                    Pooling.valueOf(upper(root, "pooling")),
                    kind(root.path("head")),
                    LayerHead.read(root),
                    ObjectivesJson.read(root),
                    ties(root.path("ties")),
                    calibration,
                    files(root),
                    golden(root));
        } catch (tools.jackson.core.JacksonException | IllegalArgumentException e) {
            throw new IllegalArgumentException(source + ": " + e.getMessage(), e);
        }
    }

    private static EncodingConfig encoding(JsonNode root) {
        Map<String, String> template = new LinkedHashMap<>();
        root.path("template")
                .properties()
                .forEach(entry -> template.put(entry.getKey(), entry.getValue().asString()));
        return new EncodingConfig(
                PromptTemplate.ofMap(template),
                root.path("max_length").asInt(0),
                Truncation.valueOf(upper(root, "truncation")));
    }

    private static HeadKind kind(JsonNode head) {
        return head.has("kind") ? HeadKind.valueOf(upper(head, "kind")) : HeadKind.LINEAR;
    }

    private static @Nullable TieModel ties(JsonNode node) {
        return node.isObject()
                ? new TieModel(
                        TieModel.Rule.valueOf(upper(node, "model").replace('-', '_')),
                        node.path("parameter").asDouble(Double.NaN))
                : null;
    }

    private static Map<String, String> files(JsonNode root) {
        Map<String, String> files = new LinkedHashMap<>();
        root.path("sha256")
                .properties()
                .forEach(entry -> files.put(entry.getKey(), entry.getValue().asString()));
        return files;
    }

    private static List<GoldenScore> golden(JsonNode root) {
        List<GoldenScore> golden = new ArrayList<>();
        for (JsonNode text : root.path("golden_scores")) {
            golden.add(new GoldenScore(
                    text.path("prompt").asString(),
                    text.path("response").asString(),
                    text.path("tokens").asInt(),
                    text.path("score").asDouble()));
        }
        return golden;
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String upper(JsonNode root, String key) {
        return root.path(key).asString("").toUpperCase(Locale.ROOT);
    }
}
