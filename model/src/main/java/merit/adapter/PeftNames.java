package merit.adapter;

/**
 * The names in PEFT's {@code adapter_model.safetensors}, and the weights of an adapter's parts.
 *
 * @param prefix of the backbone's names in a classifier, with its dot
 */
record PeftNames(String prefix) {
    /** What PEFT puts before every name of the model that it wraps. */
    static final String ROOT = "base_model.model.";

    String a(String linear) {
        return ROOT + prefix + linear + ".lora_A.weight";
    }

    String b(String linear) {
        return ROOT + prefix + linear + ".lora_B.weight";
    }

    String magnitude(String linear) {
        return ROOT + prefix + linear + ".lora_magnitude_vector";
    }

    /**
     * A bias of the base.
     *
     * @param parameter its name in the backbone
     * @param adapted whether it belongs to a linear map that is adapted, and so is wrapped
     */
    String bias(String parameter, boolean adapted) {
        String full = ROOT + prefix + parameter;
        return adapted ? owner(full) + ".base_layer.bias" : full;
    }

    /** A parameter of the head, which PEFT lists under {@code modules_to_save}. */
    static String head(String parameter) {
        return ROOT + parameter;
    }

    /** What a parameter belongs to: its name without the last part. */
    static String owner(String parameter) {
        int dot = parameter.lastIndexOf('.');
        return dot < 0 ? parameter : parameter.substring(0, dot);
    }

    /**
     * A name in a file as it is written here: adapters of a bare backbone have names without the family's prefix.
     *
     * @return the name in full; itself where it is no PEFT name
     */
    String full(String name) {
        boolean bare = name.startsWith(ROOT) && !name.startsWith(ROOT + prefix);
        return bare ? ROOT + prefix + name.substring(ROOT.length()) : name;
    }

    /** A name in full as it is in a file of a bare backbone's adapter. */
    String bare(String full) {
        return ROOT + full.substring((ROOT + prefix).length());
    }

    /** The parameter of the backbone beside which, or in whose place, an adapter's stands. */
    String base(String full) {
        String plain = full.substring((ROOT + prefix).length());
        return plain.replaceFirst("\\.(lora_[AB]\\.weight|lora_magnitude_vector|base_layer\\.bias)$", ".weight");
    }
}
