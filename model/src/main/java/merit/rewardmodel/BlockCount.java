package merit.rewardmodel;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** How many blocks a {@code config.json} says that there are, by whatever key its family has for that. */
final class BlockCount {
    /** Before the usual one. */
    private static final List<String> KEYS = List.of("n_layers", "n_layer", "num_layers");

    /** Lists of one entry a block. */
    private static final List<String> LISTS = List.of("layer_types", "attention_layers");

    /** GPT-Neo's list of lists and how often each is repeated. */
    private static final String REPEATED = "attention_types";

    private BlockCount() {}

    /** Says that there are so many: the first of them, where there were more. */
    static void put(ObjectNode config, int blocks) {
        String key = KEYS.stream().filter(config::has).findFirst().orElse("num_hidden_layers");
        config.put(key, blocks);
        for (String list : LISTS) {
            if (config.get(list) instanceof ArrayNode entries && entries.size() > blocks) {
                shorten(config.putArray(list), entries.valueStream().toList(), blocks);
            }
        }
        if (config.get(REPEATED) instanceof ArrayNode repeated) {
            List<JsonNode> all = expanded(repeated);
            if (all.size() > blocks) {
                ArrayNode once = config.putArray(REPEATED).addArray();
                shorten(once.addArray(), all, blocks);
                once.add(1);
            }
        }
    }

    private static void shorten(ArrayNode list, List<JsonNode> entries, int to) {
        entries.subList(0, to).forEach(list::add);
    }

    private static List<JsonNode> expanded(ArrayNode repeated) {
        List<JsonNode> all = new ArrayList<>();
        for (JsonNode item : repeated) {
            for (int i = 0; i < item.path(1).asInt(0); i++) {
                all.addAll(item.path(0).valueStream().toList());
            }
        }
        return all;
    }
}
