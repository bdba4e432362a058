package merit.adapter;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import merit.layer.Backbone;
import merit.layer.LinearMap;
import merit.layer.WeightNames;
import merit.layer.WeightTable;
import merit.tensor.TensorScope;
import merit.tensor.TensorSource;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;

/** Reads {@code adapter_model.safetensors} strictly: nothing may be missing, unexpected or misshapen. */
final class AdapterReader {
    /** What the heads of all families are called. */
    private static final Set<String> HEADS =
            Set.of("pooler", "classifier", "pre_classifier", "score", "head", "classification_head");

    private final TensorSource source;
    private final Backbone backbone;
    private final AdapterConfigFile config;
    private final PeftNames names;
    private final Set<String> targets;
    private final Set<String> biases;
    private final WeightNames needed;
    /** The names in full, by which they are looked for, to those in the file. */
    private final Map<String, String> stored = new LinkedHashMap<>();

    AdapterReader(TensorSource source, Backbone backbone, AdapterConfigFile config) {
        this.source = source;
        this.backbone = backbone;
        this.config = config;
        this.names = new PeftNames(backbone.weightPrefix());
        this.targets = config.lora().targets().matching(backbone);
        this.biases = config.lora().biases(backbone, targets);
        this.needed = weightNames();
        Set<String> wanted = needed.needed().keySet();
        for (String name : source.shapes().keySet()) {
            stored.put(wanted.contains(names.full(name)) ? names.full(name) : name, name);
        }
    }

    SavedAdapter read() {
        check();
        Map<String, LoraWeights> weights = new LinkedHashMap<>();
        Map<String, Tensor> ownBiases = new LinkedHashMap<>();
        for (String name : targets) {
            weights.put(
                    name,
                    new LoraWeights(
                            leaf(names.a(name)),
                            leaf(names.b(name)),
                            config.lora().useDora() ? leaf(names.magnitude(name)) : null));
        }
        for (String name : biases) {
            ownBiases.put(name, leaf(biasName(name)));
        }
        Map<String, float[]> head = new LinkedHashMap<>();
        stored.values().stream()
                .filter(name -> isHead(name) || isBiasOfAdaptedHead(name))
                .forEach(name -> head.put(ofHead(name), floats(name)));
        return new SavedAdapter(
                new LoraAdapter(backbone, config.lora(), weights, ownBiases), head, headUpdates(), config.base());
    }

    private static String ofHead(String name) {
        return name.substring(PeftNames.ROOT.length()).replace(".base_layer.", ".");
    }

    /** The changes of the head's linear maps, by the names of their weights in a classifier. */
    private Map<String, HeadUpdate> headUpdates() {
        Map<String, HeadUpdate> updates = new LinkedHashMap<>();
        stored.values().stream()
                .filter(name -> isUpdateOfHead(name) && name.endsWith(".lora_A.weight"))
                .map(name -> name.substring(0, name.length() - ".lora_A.weight".length()))
                .forEach(linear -> updates.put(ofHead(linear) + ".weight", headUpdate(linear)));
        return updates;
    }

    private HeadUpdate headUpdate(String linear) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor a = source.read(linear + ".lora_A.weight"); // [r, in]
            Tensor b = source.read(linear + ".lora_B.weight"); // [out, r]
            Tensor added = b.mm(a).mul(Tensors.scalar(config.lora().scaling()));
            return new HeadUpdate(
                    Tensors.floats(added), config.lora().useDora() ? floats(linear + ".lora_magnitude_vector") : null);
        }
    }

    private void check() {
        Map<String, long[]> found = new LinkedHashMap<>();
        stored.forEach((full, name) -> found.put(full, source.shapes().getOrDefault(name, new long[0])));
        String mismatch = targets.isEmpty()
                ? "its target_modules name no linear map of it"
                : needed.mismatch(
                        found,
                        name -> isHead(name) || isCopy(name) || isUpdateOfHead(name) || isBiasOfAdaptedHead(name));
        if (mismatch != null) {
            String base = config.base().isEmpty() ? "" : ", which was made for \"" + config.base() + "\",";
            throw new IllegalArgumentException(source.name() + ": this adapter" + base + " does not fit a "
                    + backbone.family() + " of " + backbone.blocks().size() + " layers and hidden size "
                    + backbone.hiddenSize() + ": " + mismatch + ". Use it with the base that it was trained on");
        }
    }

    private WeightNames weightNames() {
        WeightTable table = new WeightTable();
        int r = config.lora().r();
        for (String name : targets) {
            LinearMap map = LoraLinear.plain(backbone, name);
            table.put(names.a(name), r, map.inputSize()).put(names.b(name), map.outputSize(), r);
            if (config.lora().useDora()) {
                table.put(names.magnitude(name), map.outputSize());
            }
        }
        for (String name : biases) {
            table.put(biasName(name), shape(name));
        }
        return table.names();
    }

    private long[] shape(String parameter) {
        return Tensors.shape(Objects.requireNonNull(backbone.parameters().get(parameter)));
    }

    private String biasName(String parameter) {
        return names.bias(parameter, targets.contains(PeftNames.owner(parameter)));
    }

    /** Whether a name is that of a part trained in full, or of a bias outside the backbone. */
    private boolean isHead(String name) {
        if (!name.startsWith(PeftNames.ROOT) || name.contains(".lora_") || isCopy(name) || isOfBackbone(name)) {
            return false;
        }
        String owner = PeftNames.owner(name);
        boolean whole = config.modulesToSave().stream().anyMatch(module -> (owner + ".").contains("." + module + "."));
        return whole || (config.lora().bias() == LoraConfig.Bias.ALL && name.endsWith(".bias"));
    }

    /** Whether a name is that of a part of an adapter on the head, whose other parts are there too. */
    private boolean isUpdateOfHead(String name) {
        if (!name.startsWith(PeftNames.ROOT) || !name.contains(".lora_") || !isInHead(name)) {
            return false;
        }
        String linear = name.substring(0, name.indexOf(".lora_"));
        return source.shapes().containsKey(linear + ".lora_A.weight")
                && source.shapes().containsKey(linear + ".lora_B.weight")
                && config.lora().useDora() == source.shapes().containsKey(linear + ".lora_magnitude_vector");
    }

    private boolean isBiasOfAdaptedHead(String name) {
        return name.endsWith(".base_layer.bias") && isUpdateOfHead(name.replace(".base_layer.bias", ".lora_A.weight"));
    }

    private boolean isInHead(String name) {
        return !backbone.linearNames().contains(plain(name.substring(0, name.indexOf(".lora_"))))
                && Arrays.stream(name.split("\\.")).anyMatch(HEADS::contains);
    }

    private boolean isOfBackbone(String name) {
        String plain = plain(name);
        return backbone.parameters().containsKey(plain) || plain.endsWith(".base_layer.bias");
    }

    /** As it is called in the backbone, if it is in it. */
    private String plain(String name) {
        return names.full(name).substring((PeftNames.ROOT + backbone.weightPrefix()).length());
    }

    /** With {@code bias: all} PEFT saves the head's bias three times. */
    private static boolean isCopy(String name) {
        return name.contains(".modules_to_save.") || name.contains(".original_module.");
    }

    private Tensor leaf(String full) {
        try (TensorScope scope = TensorScope.open()) {
            return Tensors.parameter(source.read(stored.getOrDefault(full, full)));
        }
    }

    private float[] floats(String name) {
        try (TensorScope scope = TensorScope.open()) {
            return Tensors.floats(source.read(name));
        }
    }
}
