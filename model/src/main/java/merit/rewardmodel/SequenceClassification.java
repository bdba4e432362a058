package merit.rewardmodel;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import merit.backbone.PretrainedBackbone;
import merit.layer.Activation;
import merit.layer.HeadLayout;
import merit.layer.TokenReading;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A reward model written as transformers' {@code BertForSequenceClassification}, which computes
 * {@code classifier(tanh(pooler(first token)))}. Every pooling but the last token's has an equal there:
 *
 * <ul>
 *   <li>{@link Pooling#POOLER} is that model.
 *   <li>{@link Pooling#FIRST}: the pooler is e I and the classifier w / e. For a small e, tanh(e x) / e is x; with e = 2^-14 the
 *       two differ by less than 1e-7 for states below 10.
 *   <li>{@link Pooling#MEAN}: one more layer. Its queries and keys are zero, so attention weighs all real tokens alike; its values
 *       are K I with K = 2^20, beside which the residual first token vanishes; its norms have scale 1 and shift 0, so they
 *       standardise; its feed-forward part is zero. Its first token is the standardised mean, which is then read as above.
 * </ul>
 *
 * Both factors are powers of two: scaling by them loses no digit, and reading back gives the very same weights.
 */
final class SequenceClassification {
    private static final float TANH_SCALE = 0x1p-14f;
    private static final float MEAN_SCALE = 0x1p20f;
    private static final ObjectMapper JSON = new ObjectMapper();

    private SequenceClassification() {}

    /** Whether transformers can compute this model's scores. */
    static boolean canHold(RewardModel model) {
        HeadLayout own = model.ownHead();
        HeadLayout.Dense dense = own.dense();
        boolean pooled = dense != null && dense.activation() == Activation.TANH && dense.norm() == null;
        return switch (model.pooling()) {
            case OWN -> true;
            case LAST -> dense == null && own.reading() != TokenReading.FIRST;
            case FIRST, POOLER -> pooled && own.reading() == TokenReading.FIRST;
            case MEAN, AUTO -> pooled && model.backbone().family().equals("bert");
        };
    }

    /** All tensors of the file, by their names there; new ones belong to the caller's scope. */
    static Map<String, Tensor> tensors(RewardModel model) {
        Map<String, Tensor> tensors = new LinkedHashMap<>(model.parameters());
        HeadLayout.Dense dense = model.ownHead().dense();
        if (!isLinear(model.pooling()) || dense == null) {
            return tensors;
        }
        int hidden = model.backbone().hiddenSize();
        if (model.pooling() == Pooling.MEAN) {
            tensors.putAll(meanLayer(model, hidden));
        }
        tensors.put(dense.name() + ".weight", matrix(Heads.diagonal(hidden, TANH_SCALE), hidden, hidden));
        tensors.put(dense.name() + ".bias", matrix(new float[hidden], hidden));
        float[] weight = scaled(Tensors.floats(model.head().projection()), 1 / TANH_SCALE);
        String name = model.ownHead().projectionWeight();
        tensors.put(name, matrix(weight, weight.length / hidden, hidden));
        return tensors;
    }

    /** Makes of the file's projection the head's own. */
    static void unscale(Pooling pooling, HeadLayout layout, Map<String, float[]> weights) {
        if (isLinear(pooling)) {
            weights.computeIfPresent(layout.projectionWeight(), (name, values) -> scaled(values, TANH_SCALE));
        }
    }

    private static boolean isLinear(Pooling pooling) {
        return pooling == Pooling.FIRST || pooling == Pooling.MEAN;
    }

    /** How many layers the file has beyond those that the model runs. */
    static int extraLayers(Pooling pooling) {
        return pooling == Pooling.MEAN ? 1 : 0;
    }

    /** {@code config.json} of the file. */
    static String config(RewardModel model) {
        ObjectNode config = (ObjectNode) JSON.readTree(model.configJson());
        config.putArray("architectures")
                .add(PretrainedBackbone.classifierClass(model.backbone().family()));
        config.put("num_hidden_layers", model.blocks() + extraLayers(model.pooling()));
        config.putObject("id2label").put("0", "reward");
        config.putObject("label2id").put("reward", 0);
        config.put("problem_type", "regression");
        config.put("pad_token_id", model.encoder().tokenizer().padId());
        config.remove("torch_dtype");
        config.put("dtype", "float32");
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(config);
    }

    /** {@code config.json} of a file that holds the backbone alone. */
    static String backboneConfig(RewardModel model) {
        ObjectNode config = (ObjectNode) JSON.readTree(model.configJson());
        config.put("num_hidden_layers", model.blocks());
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(config);
    }

    private static Map<String, Tensor> meanLayer(RewardModel model, int hidden) {
        int inner = JSON.readTree(model.configJson()).path("intermediate_size").asInt();
        String layer = "bert.encoder.layer." + model.blocks() + ".";
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (String zero : new String[] {"query", "key"}) {
            linear(tensors, layer + "attention.self." + zero, new float[hidden * hidden], hidden);
        }
        linear(tensors, layer + "attention.self.value", Heads.diagonal(hidden, MEAN_SCALE), hidden);
        linear(tensors, layer + "attention.output.dense", Heads.diagonal(hidden, 1), hidden);
        norm(tensors, layer + "attention.output.LayerNorm", hidden);
        linear(tensors, layer + "intermediate.dense", new float[inner * hidden], inner);
        linear(tensors, layer + "output.dense", new float[hidden * inner], hidden);
        norm(tensors, layer + "output.LayerNorm", hidden);
        return tensors;
    }

    private static void linear(Map<String, Tensor> tensors, String name, float[] weight, int outputs) {
        tensors.put(name + ".weight", matrix(weight, outputs, weight.length / outputs));
        tensors.put(name + ".bias", matrix(new float[outputs], outputs));
    }

    private static void norm(Map<String, Tensor> tensors, String name, int hidden) {
        float[] ones = new float[hidden];
        Arrays.fill(ones, 1);
        tensors.put(name + ".weight", matrix(ones, hidden));
        tensors.put(name + ".bias", matrix(new float[hidden], hidden));
    }

    private static Tensor matrix(float[] values, long... shape) {
        try (TensorScope scope = TensorScope.open()) {
            return scope.keep(Tensors.of(values, shape));
        }
    }

    private static float[] scaled(float[] values, float factor) {
        float[] scaled = values.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= factor;
        }
        return scaled;
    }
}
