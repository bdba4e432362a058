package merit.rewardmodel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import merit.adapter.AdapterFolder;
import merit.adapter.SavedAdapter;
import merit.backbone.PretrainedBackbone;
import merit.encoding.EncodingConfig;
import merit.encoding.PromptTemplate;
import merit.encoding.Truncation;
import merit.layer.ClassificationHead;
import merit.layer.HeadLayout;
import merit.tensor.Engine;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import merit.tokenizer.Tokenizer;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Opens a sequence classifier that was made elsewhere, scored as it is: a Hugging Face folder without {@code merit.json}, or the
 * folder of an adapter of one, as PEFT saves it.
 */
final class PublishedClassifier {
    private static final ObjectMapper JSON = new ObjectMapper();

    private PublishedClassifier() {}

    /**
     * Opens a folder. The caller owns the model.
     *
     * @throws IllegalArgumentException where it holds no classifier, or one that cannot be computed
     */
    static RewardModel open(Path folder, ScoringOptions options) throws IOException {
        return open(folder, options, OpenBackbones.APART);
    }

    /** The same, on one of these backbones where it is the one. */
    static RewardModel open(Path folder, ScoringOptions options, OpenBackbones open) throws IOException {
        boolean isAdapter = AdapterFolder.isAdapter(folder);
        PretrainedBackbone pretrained = isAdapter
                ? AdapterBase.open(folder, AdapterBase.place(folder, options.base()), open)
                : open.ofModel(folder);
        ModelParts parts =
                ModelParts.of(pretrained, 0, encoding(pretrained, options)).usuallyRead();
        return Engine.<RewardModel, IOException>call(() -> parts.<IOException>into(
                same -> isAdapter ? adapted(folder, pretrained, parts) : published(pretrained, parts)));
    }

    private static EncodingConfig encoding(PretrainedBackbone pretrained, ScoringOptions options) {
        try {
            PromptTemplate template = options.template() == null ? PromptTemplate.AUTO : options.template();
            return new EncodingConfig(template, maxLength(pretrained, options), Truncation.PROMPT);
        } catch (RuntimeException e) {
            pretrained.close();
            throw e;
        }
    }

    private static RewardModel published(PretrainedBackbone pretrained, ModelParts parts) {
        Tensor projection = pretrained.heads().get(pretrained.head().projectionWeight());
        if (projection != null) {
            pretrained.configFile().labels(Math.toIntExact(projection.size(0)));
        }
        return parts.model(Pooling.OWN, head(pretrained, pretrained.heads()), false);
    }

    /** What the adapter does not have of the head is the base's own. */
    private static RewardModel adapted(Path folder, PretrainedBackbone pretrained, ModelParts parts)
            throws IOException {
        SavedAdapter saved = AdapterFolder.load(folder, parts.backbone());
        try (TensorScope scope = TensorScope.open()) {
            ClassificationHead head = head(pretrained, together(saved, pretrained, folder));
            ModelParts labelled = parts.with(labelled(pretrained, head.labels()));
            return AdaptedModel.attached(labelled, Pooling.OWN, head, saved.adapter());
        } catch (RuntimeException e) {
            saved.adapter().close();
            throw e;
        }
    }

    /** The base's head with an adapter's parts of it in place, in the current scope. */
    private static Map<String, Tensor> together(SavedAdapter saved, PretrainedBackbone pretrained, Path folder) {
        Map<String, float[]> trained = saved.head();
        HeadLayout layout = pretrained.head();
        int hidden = pretrained.backbone().hiddenSize();
        float[] projection = trained.getOrDefault(layout.projectionWeight(), new float[hidden]);
        Map<String, long[]> needed =
                layout.names(hidden, projection.length / hidden).needed();
        Map<String, Tensor> weights = new LinkedHashMap<>(pretrained.heads());
        trained.forEach((name, values) -> {
            long[] shape = needed.get(name);
            if (shape == null) {
                throw new IllegalArgumentException("adapter folder " + folder + ": it was trained with " + name
                        + ", need parts of a " + pretrained.backbone().family() + " classifier's head: "
                        + String.join(", ", needed.keySet()) + "; a head of one's own is not known here");
            }
            weights.put(name, Tensors.of(values, shape));
        });
        saved.headUpdates().forEach((name, update) -> weights.put(name, update.of(name, base(weights, name, folder))));
        return weights;
    }

    private static Tensor base(Map<String, Tensor> weights, String name, Path folder) {
        Tensor base = weights.get(name);
        if (base == null) {
            throw new IllegalArgumentException("adapter folder " + folder + ": it changes " + name
                    + ", which its base does not have: found " + String.join(", ", weights.keySet())
                    + ", need the base that it was trained on");
        }
        return base;
    }

    /** {@code config.json} with names for as many outputs: those that it has, where they are as many. */
    private static String labelled(PretrainedBackbone pretrained, int labels) {
        ObjectNode config = (ObjectNode) JSON.readTree(pretrained.config());
        if (config.path("id2label").size() != labels) {
            config.remove("num_labels");
            ObjectNode names = config.putObject("id2label");
            ObjectNode numbers = config.putObject("label2id");
            for (int i = 0; i < labels; i++) {
                names.put(Integer.toString(i), "LABEL_" + i);
                numbers.put("LABEL_" + i, i);
            }
        }
        return JSON.writeValueAsString(config);
    }

    private static int maxLength(PretrainedBackbone pretrained, ScoringOptions options) {
        if (options.maxLength() != null) {
            return options.maxLength();
        }
        byte[] settings = pretrained.tokenizerConfig().getBytes(StandardCharsets.UTF_8);
        int positions = pretrained.backbone().maxTokens();
        try (Tokenizer tokenizer = Tokenizer.of(pretrained.tokenizer(), settings)) {
            return Math.min(tokenizer.modelMaxLength().orElse(positions), positions);
        }
    }

    /** A copy of a head, whatever its number of labels. */
    private static ClassificationHead head(PretrainedBackbone pretrained, Map<String, Tensor> weights) {
        HeadLayout layout = pretrained.head();
        Tensor projection = weights.get(layout.projectionWeight());
        if (projection == null) {
            throw new IllegalArgumentException(pretrained.name() + ": no classifier: found no "
                    + layout.projectionWeight()
                    + ", need a sequence classification model; a base model becomes a reward"
                    + " model by merit train --model");
        }
        int labels = Math.toIntExact(projection.size(0));
        Map<String, long[]> needed =
                layout.names(pretrained.backbone().hiddenSize(), labels).needed();
        checkNames(pretrained, needed);
        Map<String, Tensor> parameters = new LinkedHashMap<>();
        for (Map.Entry<String, long[]> entry : needed.entrySet()) {
            Tensor found = weights.get(entry.getKey());
            if (found == null || !Arrays.equals(Tensors.shape(found), entry.getValue())) {
                parameters.values().forEach(Tensor::close);
                throw ownHead(pretrained, entry, found);
            }
            parameters.put(entry.getKey(), Tensors.parameter(found));
        }
        return new ClassificationHead(layout, parameters);
    }

    private static IllegalArgumentException ownHead(
            PretrainedBackbone pretrained, Map.Entry<String, long[]> needed, @Nullable Tensor found) {
        return new IllegalArgumentException(pretrained.name() + ": not the head of a "
                + pretrained.backbone().family()
                + " classifier: found "
                + (found == null
                        ? "no " + needed.getKey()
                        : needed.getKey() + " of shape " + Arrays.toString(Tensors.shape(found)))
                + ", need " + Arrays.toString(needed.getValue()) + "; a head of one's own is not known here");
    }

    /** A head with other layers than the family's own would be computed wrongly. */
    private static void checkNames(PretrainedBackbone pretrained, Map<String, long[]> needed) {
        List<String> unknown = pretrained.namesBeside().stream()
                .filter(name -> ofHead(name, pretrained.head()) && !needed.containsKey(name))
                .toList();
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(pretrained.name() + ": not the head of a "
                    + pretrained.backbone().family()
                    + " classifier: found " + String.join(", ", unknown) + " beside "
                    + String.join(", ", needed.keySet())
                    + "; a head of one's own is not known here");
        }
    }

    private static boolean ofHead(String name, HeadLayout layout) {
        HeadLayout.Dense dense = layout.dense();
        return name.startsWith(root(layout.projection().name()))
                || (dense != null && name.startsWith(root(dense.name())));
    }

    /** {@code classifier.} of {@code classifier.dense}, {@code bert.pooler.} of {@code bert.pooler.dense}. */
    private static String root(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? name + "." : name.substring(0, dot + 1);
    }
}
