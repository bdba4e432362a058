package merit.backbone.bert;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import merit.layer.Activation;
import merit.layer.Attention;
import merit.layer.AttentionMask;
import merit.layer.Block;
import merit.layer.DenseLinear;
import merit.layer.Dropout;
import merit.layer.LayerNorm;
import merit.layer.LinearSlot;
import merit.layer.SharedInput;
import merit.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;

/** One layer of BERT: self-attention, then a feed-forward part, each added to its input and normalised after. */
final class BertBlock implements Block {
    private final Map<String, LinearSlot> linears = new LinkedHashMap<>();
    private final SharedInput queryKeyValue;
    private final SharedInput keyValue;
    private final Attention attention;
    private final LayerNorm attentionNorm;
    private final LayerNorm outputNorm;
    private final Activation activation;
    private final Dropout dropout;

    /**
     * @param prefix of this block's names
     * @param parameters of the whole backbone
     */
    BertBlock(BertConfig config, String prefix, Map<String, Tensor> parameters, Dropout dropout) {
        for (String name : BertWeights.LINEARS) {
            linears.put(
                    name,
                    new LinearSlot(new DenseLinear(
                            get(parameters, prefix + name + ".weight"), get(parameters, prefix + name + ".bias"))));
        }
        LinearSlot key = slot("attention.self.key");
        LinearSlot value = slot("attention.self.value");
        this.queryKeyValue = new SharedInput(slot("attention.self.query"), key, value);
        this.keyValue = new SharedInput(key, value);
        int headSize = config.hiddenSize() / config.heads();
        this.attention = new Attention(Attention.Heads.of(config.heads(), config.heads(), headSize), dropout);
        this.attentionNorm = norm(config, prefix + "attention.output.LayerNorm", parameters);
        this.outputNorm = norm(config, prefix + "output.LayerNorm", parameters);
        this.activation = config.activation();
        this.dropout = dropout;
    }

    @Override
    public Tensor forward(Tensor hidden, AttentionMask mask) {
        try (TensorScope scope = TensorScope.open()) {
            List<Tensor> shared = queryKeyValue.apply(hidden);
            Tensor context = attention.apply(shared.get(0), shared.get(1), shared.get(2), mask);
            return scope.keep(feedForward(addAttention(context, hidden)));
        }
    }

    @Override
    public Tensor forwardAt(Tensor hidden, AttentionMask mask, Tensor positions) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor index = positions.view(-1, 1, 1).expand(-1, 1, hidden.size(2)); // [rows, 1, hidden]
            Tensor read = hidden.gather(1, index); // [rows, 1, hidden]
            List<Tensor> shared = keyValue.apply(hidden);
            Tensor context = attention.apply(linear("attention.self.query", read), shared.get(0), shared.get(1), mask);
            return scope.keep(feedForward(addAttention(context, read)).squeeze(1)); // [rows, hidden]
        }
    }

    /** The linear maps by their names inside a block. */
    Map<String, LinearSlot> linears() {
        return linears;
    }

    /** What attention gave, mapped and added to its input, both [rows, queries, hidden]. */
    private Tensor addAttention(Tensor context, Tensor input) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor output = dropout.apply(linear("attention.output.dense", context));
            return scope.keep(attentionNorm.apply(output.add(input)));
        }
    }

    private Tensor feedForward(Tensor hidden) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor inner = activation.apply(linear("intermediate.dense", hidden)); // [rows, tokens, intermediate]
            Tensor output = dropout.apply(linear("output.dense", inner)); // [rows, tokens, hidden]
            return scope.keep(outputNorm.apply(output.add(hidden)));
        }
    }

    private Tensor linear(String name, Tensor input) {
        return slot(name).apply(input);
    }

    private LinearSlot slot(String name) {
        return Objects.requireNonNull(linears.get(name), name);
    }

    static LayerNorm norm(BertConfig config, String name, Map<String, Tensor> parameters) {
        return new LayerNorm(
                get(parameters, name + ".weight"), get(parameters, name + ".bias"), config.layerNormEpsilon());
    }

    static Tensor get(Map<String, Tensor> parameters, String name) {
        return Objects.requireNonNull(parameters.get(name), name);
    }
}
