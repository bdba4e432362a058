package merit.backbone;

import java.util.List;
import merit.layer.Checkpoint;
import merit.layer.ConfigFile;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Whether a folder holds the backbone that is loaded already. */
final class SameBackbone {
    /** What a configuration says of heads, of their training and of how the file was written. */
    private static final List<String> BESIDE = List.of(
            "architectures",
            "id2label",
            "label2id",
            "num_labels",
            "problem_type",
            "dtype",
            "torch_dtype",
            "transformers_version",
            "_name_or_path");

    private SameBackbone() {}

    /** On the engine thread. */
    static boolean is(ConfigFile config, Checkpoint checkpoint, PretrainedBackbone loaded) {
        return network(config.json()).equals(network(loaded.configFile().json()))
                && loaded.backbone().parameters().entrySet().stream()
                        .allMatch(weight -> checkpoint.holds(weight.getKey(), weight.getValue()));
    }

    private static JsonNode network(JsonNode config) {
        return config instanceof ObjectNode keys ? keys.deepCopy().remove(BESIDE) : config;
    }
}
