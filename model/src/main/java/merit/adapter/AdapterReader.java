package merit.adapter;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
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
                .filter(this::isHead)
                .forEach(name -> head.put(name.substring(PeftNames.ROOT.length()), floats(name)));
        return new SavedAdapter(new LoraAdapter(backbone, config.lora(), weights, ownBiases), head, config.base());
    }

    private void check() {
        checkHead();
        Map<String, long[]> found = new LinkedHashMap<>();
        stored.forEach((full, name) -> found.put(full, source.shapes().getOrDefault(name, new long[0])));
        String mismatch = targets.isEmpty()
                ? "its target_modules name no linear map of it"
                : needed.mismatch(found, name -> isHead(name) || isCopy(name));
        if (mismatch != null) {
            String base = config.base().isEmpty() ? "" : ", which was made for \"" + config.base() + "\",";
            throw new IllegalArgumentException(source.name() + ": this adapter" + base + " does not fit a "
                    + backbone.family() + " of " + backbone.blocks().size() + " layers and hidden size "
                    + backbone.hiddenSize() + ": " + mismatch + ". Use it with the base that it was trained on");
        }
    }

    /** Heads are trained in full here, and have no linear map that could be adapted. */
    private void checkHead() {
        List<String> adapted = stored.values().stream()
                .filter(name -> name.contains(".lora_"))
                .map(name -> name.substring(0, name.indexOf(".lora_")))
                .filter(name -> Arrays.stream(name.split("\\.")).anyMatch(HEADS::contains))
                .map(name -> name.replace(PeftNames.ROOT, ""))
                .distinct()
                .toList();
        if (!adapted.isEmpty()) {
            throw new IllegalArgumentException(source.name() + ": this adapter adapts a part of the head: found "
                    + String.join(", ", adapted)
                    + ", need the head trained in full; train it again with that in PEFT's exclude_modules and"
                    + " modules_to_save, or merge it with PEFT's merge_and_unload");
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

    private boolean isOfBackbone(String name) {
        String plain = names.full(name).substring((PeftNames.ROOT + backbone.weightPrefix()).length());
        return backbone.parameters().containsKey(plain) || plain.endsWith(".base_layer.bias");
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
