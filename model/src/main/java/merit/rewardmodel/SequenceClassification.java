package merit.rewardmodel;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import merit.backbone.PretrainedBackbone;
import merit.layer.Activation;
import merit.layer.Backbone;
import merit.layer.HeadLayout;
import merit.layer.TokenReading;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A reward model written as transformers' {@code ...ForSequenceClassification} of its family, in a {@link ClassifierForm}: the
 * tensors and the {@code config.json} of the folder, and the way back.
 */
final class SequenceClassification {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SequenceClassification() {}

    /** The form of a model; {@link ClassifierForm#NONE} where transformers cannot compute its scores. */
    static ClassifierForm form(Pooling pooling, HeadKind kind, HeadLayout own, Backbone backbone) {
        return ClassifierForm.of(pooling, kind, own, canAverage(backbone));
    }

    private static boolean canAverage(Backbone backbone) {
        try (TensorScope scope = TensorScope.open()) {
            return !backbone.averagingBlock(0).isEmpty();
        }
    }

    private static ClassifierForm form(RewardModel model) {
        return form(model.pooling(), model.headKind(), model.parts().ownHead(), model.backbone());
    }

    /** Whether transformers can compute this model's scores. */
    static boolean canHold(RewardModel model) {
        return form(model) != ClassifierForm.NONE;
    }

    /** Whether the family's own classifier computes this model's head under the configuration of the base. */
    static boolean isOwnHead(RewardModel model) {
        HeadLayout.Dense dense = model.parts().ownHead().dense();
        boolean renamed = model.pooling() == Pooling.POOLER
                && dense != null
                && dense.keys().activation() != null;
        return form(model) == ClassifierForm.AS_IT_IS && !renamed;
    }

    /** All tensors of the file, by their names there; new ones belong to the caller's scope. */
    static Map<String, Tensor> tensors(RewardModel model) {
        Map<String, Tensor> tensors = new LinkedHashMap<>(model.parameters());
        ClassifierForm form = form(model);
        HeadLayout.Dense dense = model.parts().ownHead().dense();
        if (form == ClassifierForm.AS_IT_IS || dense == null) {
            return tensors;
        }
        if (form.hasExtraBlock(model.pooling())) {
            Backbone backbone = model.backbone();
            backbone.averagingBlock(backbone.blocks().size())
                    .forEach((name, tensor) -> tensors.put(backbone.weightPrefix() + name, tensor));
        }
        if (form == ClassifierForm.AVERAGED) {
            return tensors;
        }
        int hidden = model.backbone().hiddenSize();
        addDense(tensors, dense, form, hidden);
        HeadLayout own = model.parts().ownHead();
        float[] head = Tensors.floats(model.head().projection());
        float[] weight = scaled(head, form.projectionScale());
        tensors.put(own.projectionWeight(), tensor(weight, weight.length / hidden, hidden));
        float[] bias = Tensors.floats(Objects.requireNonNull(model.head().projectionBias()));
        shift(bias, head, -form.shift(hidden));
        tensors.put(own.projectionBias(), tensor(bias, bias.length));
        return tensors;
    }

    private static void addDense(Map<String, Tensor> tensors, HeadLayout.Dense dense, ClassifierForm form, int hidden) {
        tensors.put(dense.name() + ".weight", tensor(Heads.diagonal(hidden, form.diagonal()), hidden, hidden));
        if (dense.bias()) {
            tensors.put(dense.name() + ".bias", tensor(filled(hidden, form.shift(hidden)), hidden));
        }
        HeadLayout.Norm norm = dense.norm();
        if (norm != null) {
            tensors.put(norm.name() + ".weight", tensor(filled(hidden, 1), hidden));
            if (norm.bias()) {
                tensors.put(norm.name() + ".bias", tensor(new float[hidden], hidden));
            }
        }
    }

    /** Makes of the file's projection the head's own. */
    static void restore(ClassifierForm form, HeadLayout layout, int hidden, Map<String, float[]> weights) {
        float[] head =
                scaled(Objects.requireNonNull(weights.get(layout.projectionWeight())), 1 / form.projectionScale());
        weights.put(layout.projectionWeight(), head);
        weights.computeIfPresent(layout.projectionBias(), (name, bias) -> {
            float[] own = bias.clone();
            shift(own, head, form.shift(hidden));
            return own;
        });
    }

    /** {@code config.json} of the file. */
    static String config(RewardModel model) {
        ClassifierForm form = form(model);
        ObjectNode config = (ObjectNode) JSON.readTree(model.parts().configJson());
        config.putArray("architectures")
                .add(PretrainedBackbone.classifierClass(model.backbone().family()));
        putLayers(config, model, form.hasExtraBlock(model.pooling()) ? 1 : 0);
        putHead(config, model, form);
        if (model.objectives().loss() != null) {
            putLabels(config, model.objectives().names());
        }
        boolean readsLast =
                model.parts().ownHead().reading() == TokenReading.LAST; // it would no longer, were there one
        if (!config.path("pad_token_id").isNumber() && !readsLast) {
            config.put("pad_token_id", model.encoder().tokenizer().padId()); // an encoder may count positions from it
        }
        config.remove("torch_dtype");
        config.put("dtype", "float32");
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(config);
    }

    /** From these transformers counts the outputs. */
    private static void putLabels(ObjectNode config, List<String> names) {
        ObjectNode labels = config.putObject("id2label");
        ObjectNode ids = config.putObject("label2id");
        for (int i = 0; i < names.size(); i++) {
            labels.put(Integer.toString(i), names.get(i));
            ids.put(names.get(i), i);
        }
        config.remove("num_labels");
        config.put("problem_type", "regression");
    }

    /** {@code config.json} of a file that holds the backbone alone. */
    static String backboneConfig(RewardModel model) {
        ObjectNode config = (ObjectNode) JSON.readTree(model.parts().configJson());
        putLayers(config, model, 0);
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(config);
    }

    /** Where a family's blocks cannot be added to and none was left out, their number stands as it was. */
    private static void putLayers(ObjectNode config, RewardModel model, int more) {
        if (canAverage(model.backbone()) || model.pooling() == Pooling.LAYERS) {
            BlockCount.put(config, model.backbone().blocks().size() + more);
        }
    }

    private static void putHead(ObjectNode config, RewardModel model, ClassifierForm form) {
        HeadLayout.Dense dense = model.parts().ownHead().dense();
        String activation = dense == null ? null : dense.keys().activation();
        boolean bends = model.pooling() == Pooling.POOLER || form == ClassifierForm.AVERAGED;
        if (activation != null && bends) {
            config.put(activation, Activation.TANH.wireName());
        } else if (activation != null && form != ClassifierForm.AS_IT_IS) {
            config.put(activation, Activation.LINEAR.wireName());
        }
        String pooling = dense == null ? null : dense.keys().pooling();
        if (pooling != null && form == ClassifierForm.NORMALISED) {
            config.put(pooling, "mean");
        }
    }

    /** Moves each output's bias by what its weights make of the same value in every feature. */
    private static void shift(float[] bias, float[] weights, double value) {
        int hidden = weights.length / bias.length;
        for (int label = 0; label < bias.length; label++) {
            double sum = 0;
            for (int i = label * hidden; i < (label + 1) * hidden; i++) {
                sum += weights[i];
            }
            bias[label] += (float) (sum * value);
        }
    }

    private static Tensor tensor(float[] values, long... shape) {
        try (TensorScope scope = TensorScope.open()) {
            return scope.keep(Tensors.of(values, shape));
        }
    }

    private static float[] filled(int size, float value) {
        float[] values = new float[size];
        Arrays.fill(values, value);
        return values;
    }

    private static float[] scaled(float[] values, float factor) {
        float[] scaled = values.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= factor;
        }
        return scaled;
    }
}
