package merit.adapter;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import merit.layer.ConfigFile;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * PEFT's {@code adapter_config.json}, read and written. A setting that is not known here is refused, unless it is null, false or
 * empty: then it asks for nothing.
 *
 * @param lora the adapter
 * @param modulesToSave parts of the model that were trained in full, by their names or the ends of them
 * @param base the model that was adapted, as whoever trained it named it; empty where it is not said
 */
record AdapterConfigFile(LoraConfig lora, List<String> modulesToSave, String base) {
    static final String NAME = "adapter_config.json";

    /** What is read here, and what says nothing of how to compute with the adapter. */
    private static final Set<String> KNOWN = Set.of(
            "peft_type",
            "r",
            "lora_alpha",
            "lora_dropout",
            "bias",
            "target_modules",
            "use_rslora",
            "use_dora",
            "modules_to_save",
            "base_model_name_or_path",
            "init_lora_weights",
            "fan_in_fan_out",
            "task_type",
            "auto_mapping",
            "inference_mode",
            "peft_version",
            "revision",
            "megatron_core",
            "qalora_group_size",
            "runtime_config",
            "eva_config");

    /** Ways to start that leave the base as it is. The others change it, so that the adapter fits no published base. */
    private static final Set<String> STARTS = Set.of("true", "false", "gaussian", "orthogonal", "eva");

    private static final JsonMapper JSON = new JsonMapper();

    static AdapterConfigFile parse(String source, String text) {
        ConfigFile file;
        try {
            file = new ConfigFile(source, JSON.readTree(text));
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    source + ": is not JSON (" + e.getOriginalMessage() + "); save the adapter again", e);
        }
        check(file);
        LoraConfig lora = new LoraConfig(
                file.count("r", 8),
                file.fraction("lora_alpha", 8),
                file.fraction("lora_dropout", 0),
                bias(file),
                targets(file),
                file.flag("use_rslora", false),
                file.flag("use_dora", false));
        return new AdapterConfigFile(lora, texts(file, "modules_to_save"), file.text("base_model_name_or_path", ""));
    }

    private static void check(ConfigFile file) {
        if (!file.text("peft_type", "").equals("LORA")) {
            throw file.wrong("peft_type is " + file.json().path("peft_type") + ", need \"LORA\": no other adapter is"
                    + " supported");
        }
        for (String key : new TreeSet<>(file.json().propertyNames())) {
            JsonNode value = file.json().path(key);
            if (!KNOWN.contains(key) && !asksForNothing(value)) {
                throw file.wrong(key + " is " + value + ", need none: this setting of PEFT is not supported");
            }
        }
        JsonNode start = file.json().path("init_lora_weights");
        String name = start.asString(start.toString());
        if (file.has("init_lora_weights") && !STARTS.contains(name)) {
            throw file.wrong("init_lora_weights is " + start + ", need one of " + new TreeSet<>(STARTS)
                    + ": this one changes the base's weights; save the adapter with"
                    + " path_initial_model_for_weight_conversion, or merge it with PEFT");
        }
    }

    private static boolean asksForNothing(JsonNode value) {
        boolean off = value.isBoolean() && !value.asBoolean();
        return value.isNull() || off || (value.isContainer() && value.isEmpty());
    }

    private static LoraConfig.Bias bias(ConfigFile file) {
        String name = file.text("bias", "none");
        List<String> known = new ArrayList<>();
        for (LoraConfig.Bias bias : LoraConfig.Bias.values()) {
            if (bias.wireName().equals(name)) {
                return bias;
            }
            known.add(bias.wireName());
        }
        throw file.wrong("bias is \"" + name + "\", need one of " + String.join(", ", known));
    }

    /** In this file text is a pattern; only a list holds names. */
    private static TargetModules targets(ConfigFile file) {
        JsonNode found = file.json().path("target_modules");
        if (found.isArray()) {
            return new TargetModules.Names(texts(file, "target_modules"));
        }
        String text = file.text("target_modules", "");
        if (text.isEmpty()) {
            return TargetModules.Usual.FAMILY;
        }
        return text.equalsIgnoreCase(TargetModules.EVERY)
                ? TargetModules.Usual.ALL_LINEAR
                : new TargetModules.Matching(text);
    }

    private static List<String> texts(ConfigFile file, String key) {
        List<String> texts = new ArrayList<>();
        if (file.has(key)) {
            for (JsonNode each : file.json().path(key)) {
                texts.add(each.asString(""));
            }
            if (!file.json().path(key).isArray() || texts.contains("")) {
                throw file.wrong(key + " is " + file.json().path(key) + ", need a list of names");
            }
        }
        return texts;
    }

    /**
     * The file's text, with every key that PEFT writes for an adapter like this.
     *
     * @param adapted the targets by their full names, for where there is no shorter way to say them
     * @param transposed whether the adapted weights are stored [in, out]
     */
    String toJson(List<String> adapted, boolean transposed) {
        ObjectNode json = JSON.createObjectNode();
        json.putNull("auto_mapping");
        json.put("base_model_name_or_path", base.isEmpty() ? null : base);
        json.put("bias", lora.bias().wireName());
        json.put("fan_in_fan_out", transposed);
        json.put("inference_mode", true);
        json.put("init_lora_weights", true);
        if (lora.alpha() == Math.rint(lora.alpha())) {
            json.put("lora_alpha", (long) lora.alpha());
        } else {
            json.put("lora_alpha", lora.alpha());
        }
        json.put("lora_dropout", lora.dropout());
        if (modulesToSave.isEmpty()) {
            json.putNull("modules_to_save");
        } else {
            put(json, "modules_to_save", modulesToSave);
        }
        json.put("peft_type", "LORA");
        json.put("r", lora.r());
        if (lora.targets() instanceof TargetModules.Matching pattern) {
            json.put("target_modules", pattern.pattern());
        } else if (lora.targets() instanceof TargetModules.Names names) {
            put(json, "target_modules", names.names());
        } else {
            put(json, "target_modules", adapted);
        }
        json.put("task_type", modulesToSave.isEmpty() ? "FEATURE_EXTRACTION" : "SEQ_CLS");
        json.put("use_dora", lora.useDora());
        json.put("use_rslora", lora.useRslora());
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
    }

    private static void put(ObjectNode json, String key, List<String> texts) {
        ArrayNode array = json.putArray(key);
        texts.forEach(array::add);
    }
}
