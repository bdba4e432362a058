package merit.adapter;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import merit.layer.Backbone;
import merit.layer.Dropout;
import merit.tensor.Gradients;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;

/**
 * A LoRA adapter of a backbone: it is attached to it, and then the backbone computes with it and only the adapter is trained; or
 * merged into the backbone's weights, which costs nothing in scoring. Several adapters of one loaded backbone take turns: one is
 * detached, another attached.
 *
 * <p>Owns its parameters, not the backbone. Closing it detaches it; one that is merged stays in the backbone's weights. For the
 * engine thread.
 */
public final class LoraAdapter implements AutoCloseable {
    private final Backbone backbone;
    private final LoraConfig config;
    private final PeftNames names;
    private final Map<String, LoraWeights> weights;
    /** The adapter's values of biases of the base, by their names there; the base's own while the adapter's are in place. */
    private final Map<String, Tensor> biases;

    private final Dropout dropout = new Dropout();
    private final Map<String, Tensor> unmerged = new LinkedHashMap<>();
    private State state = State.DETACHED;

    /** How an adapter stands to its backbone. */
    public enum State {
        /** The backbone computes as if there were no adapter. */
        DETACHED,
        /** The backbone computes with the adapter, which can be trained. */
        ATTACHED,
        /** The adapter is part of the backbone's weights. */
        MERGED
    }

    /**
     * @param weights of each linear map that is adapted; they pass into the adapter's hands
     * @param biases of the base, by their names there; they pass into the adapter's hands
     */
    LoraAdapter(Backbone backbone, LoraConfig config, Map<String, LoraWeights> weights, Map<String, Tensor> biases) {
        this.backbone = backbone;
        this.config = config;
        this.names = new PeftNames(backbone.weightPrefix());
        this.weights = weights;
        this.biases = biases;
    }

    /**
     * A new adapter, which adds nothing yet: B is 0. It is not attached.
     *
     * @param backbone with no adapter attached or merged
     * @param random of A
     * @throws IllegalArgumentException where the targets fit none of the backbone's linear maps
     */
    public static LoraAdapter create(Backbone backbone, LoraConfig config, Random random) {
        Map<String, LoraWeights> weights = new LinkedHashMap<>();
        Map<String, Tensor> biases = new LinkedHashMap<>();
        for (String name : config.targets().of(backbone)) {
            weights.put(name, LoraWeights.fresh(LoraLinear.plain(backbone, name), config, random));
        }
        for (String name : config.biases(backbone, weights.keySet())) {
            biases.put(
                    name,
                    Tensors.parameter(
                            Objects.requireNonNull(backbone.parameters().get(name))));
        }
        return new LoraAdapter(backbone, config, weights, biases);
    }

    public LoraConfig config() {
        return config;
    }

    /** Whether it is of the kind that a configuration asks for; dropout is no part of an adapter. */
    public boolean isOf(LoraConfig other) {
        boolean alike = other.with(config.targets(), config.dropout()).equals(config);
        return alike && targets().equals(other.targets().of(backbone));
    }

    public State state() {
        return state;
    }

    /** The linear maps that are adapted, by the backbone's names. */
    public Set<String> targets() {
        return Set.copyOf(weights.keySet());
    }

    /** How many numbers it has beside those of the base. */
    public long addedCount() {
        return weights.values().stream().mapToLong(LoraWeights::count).sum();
    }

    Backbone backbone() {
        return backbone;
    }

    /**
     * All that the adapter trains, by the names in PEFT's file: {@code
     * base_model.model.bert.encoder.layer.0.attention.self.query.lora_A.weight}. Biases are the backbone's own leaves while the
     * adapter is attached.
     */
    public Map<String, Tensor> parameters() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        weights.forEach((name, each) -> {
            all.put(names.a(name), each.a());
            all.put(names.b(name), each.b());
            Tensor magnitude = each.magnitude();
            if (magnitude != null) {
                all.put(names.magnitude(name), magnitude);
            }
        });
        biases.forEach((name, own) -> {
            Tensor values = state == State.DETACHED ? own : parameter(name);
            all.put(names.bias(name, weights.containsKey(PeftNames.owner(name))), values);
        });
        return all;
    }

    /** The backbone's parameter beside which one of {@link #parameters} stands. */
    public String base(String parameter) {
        return names.base(parameter);
    }

    /**
     * Lets the backbone compute with this adapter, and freezes all of the backbone but the biases that belong to the adapter. It
     * stays frozen when the adapter is detached.
     *
     * @throws IllegalStateException where it is attached or merged
     * @throws IllegalArgumentException where another adapter is attached
     */
    public void attach() {
        require(State.DETACHED, "attach");
        weights.keySet().forEach(name -> LoraLinear.plain(backbone, name));
        backbone.parameters().values().forEach(parameter -> parameter.requires_grad_(false));
        exchangeBiases(true);
        putInPlace();
    }

    private void putInPlace() {
        weights.forEach((name, each) ->
                backbone.replaceLinear(name, base -> new LoraLinear(base, each, config.scaling(), dropout)));
        state = State.ATTACHED;
    }

    /**
     * Lets the backbone compute as before.
     *
     * @throws IllegalStateException where it is not attached
     */
    public void detach() {
        require(State.ATTACHED, "detach");
        weights.keySet().forEach(name -> backbone.replaceLinear(name, map -> ((LoraLinear) map).base()));
        exchangeBiases(false);
        state = State.DETACHED;
    }

    /**
     * Puts an attached adapter into the backbone's weights: the same scores up to rounding, at the cost of none. The former
     * weights are kept until it is unmerged or closed.
     *
     * @throws IllegalStateException where it is not attached
     */
    public void merge() {
        require(State.ATTACHED, "merge");
        try (Gradients off = Gradients.off()) {
            weights.keySet()
                    .forEach(name -> backbone.replaceLinear(name, map -> {
                        LoraLinear adapted = (LoraLinear) map;
                        Tensor weight = parameter(name + ".weight");
                        try (TensorScope scope = TensorScope.open()) {
                            unmerged.put(name, TensorScope.own(weight.detach().clone()));
                            weight.copy_(adapted.merged());
                        }
                        return adapted.base();
                    }));
        }
        state = State.MERGED;
    }

    /**
     * Takes a merged adapter out of the backbone's weights, which are then exactly those from before, and attaches it again.
     *
     * @throws IllegalStateException where it is not merged
     */
    public void unmerge() {
        require(State.MERGED, "unmerge");
        try (Gradients off = Gradients.off();
                TensorScope scope = TensorScope.open()) {
            unmerged.forEach((name, former) -> parameter(name + ".weight").copy_(former));
        }
        forgetUnmerged();
        putInPlace();
    }

    /**
     * Probability of dropping a value of the adapter's input; {@link LoraConfig#dropout} while training, 0, the default, is off.
     */
    public void dropout(double probability) {
        dropout.probability(probability);
    }

    private void exchangeBiases(boolean trained) {
        try (Gradients off = Gradients.off();
                TensorScope scope = TensorScope.open()) {
            biases.forEach((name, own) -> {
                Tensor base = parameter(name);
                Tensor former = base.detach().clone();
                base.copy_(own);
                own.copy_(former);
                base.requires_grad_(trained);
            });
        }
    }

    private Tensor parameter(String name) {
        return Objects.requireNonNull(backbone.parameters().get(name), name);
    }

    private void require(State need, String action) {
        if (state != need) {
            throw new IllegalStateException("adapter: found " + state + ", need " + need + " to " + action);
        }
    }

    private void forgetUnmerged() {
        unmerged.values().forEach(Tensor::close);
        unmerged.clear();
    }

    @Override
    public void close() {
        if (state == State.ATTACHED) {
            detach();
        }
        forgetUnmerged();
        weights.values().forEach(LoraWeights::close);
        biases.values().forEach(Tensor::close);
    }
}
