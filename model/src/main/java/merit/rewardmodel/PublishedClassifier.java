package merit.rewardmodel;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import merit.backbone.PretrainedBackbone;
import merit.encoding.EncodingConfig;
import merit.encoding.PromptTemplate;
import merit.encoding.Truncation;
import merit.layer.ClassificationHead;
import merit.layer.HeadLayout;
import merit.tensor.Engine;
import merit.tensor.Tensors;
import merit.tokenizer.Tokenizer;
import org.bytedeco.pytorch.Tensor;

/** Opens a sequence classifier that was made elsewhere: a Hugging Face folder without {@code merit.json}, scored as it is. */
final class PublishedClassifier {
    private PublishedClassifier() {}

    /**
     * Opens a folder. The caller owns the model.
     *
     * @throws IllegalArgumentException where it holds no classifier, or one that cannot be computed
     */
    static RewardModel open(Path folder, ScoringOptions options) {
        PretrainedBackbone pretrained = PretrainedBackbone.open(folder);
        try {
            PromptTemplate template = options.template() == null ? PromptTemplate.PAIR : options.template();
            EncodingConfig encoding = new EncodingConfig(template, maxLength(pretrained, options), Truncation.PROMPT);
            ModelParts parts = ModelParts.of(pretrained, 0, encoding);
            return Engine.call(() -> new RewardModel(parts, Pooling.OWN, head(pretrained), false));
        } catch (RuntimeException e) {
            pretrained.close();
            throw e;
        }
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

    /** A copy of the checkpoint's head, whatever its number of labels. */
    private static ClassificationHead head(PretrainedBackbone pretrained) {
        HeadLayout layout = pretrained.head();
        Tensor projection = pretrained.heads().get(layout.projectionWeight());
        if (projection == null) {
            throw new IllegalArgumentException(pretrained.name() + ": no classifier: found no "
                    + layout.projectionWeight()
                    + ", need a sequence classification model; a base model becomes a reward"
                    + " model by merit train --model");
        }
        int labels = Math.toIntExact(projection.size(0));
        pretrained.configFile().labels(labels);
        Map<String, long[]> needed =
                layout.names(pretrained.backbone().hiddenSize(), labels).needed();
        checkNames(pretrained, layout, needed);
        Map<String, Tensor> parameters = new LinkedHashMap<>();
        needed.keySet().forEach(name -> parameters.put(name, Tensors.parameter(weight(pretrained, name))));
        return new ClassificationHead(layout, parameters);
    }

    private static Tensor weight(PretrainedBackbone pretrained, String name) {
        Tensor found = pretrained.heads().get(name);
        if (found == null) {
            throw new IllegalArgumentException(pretrained.name() + ": found no " + name + " in the weights");
        }
        return found;
    }

    /** A head with other layers than the family's own would be computed wrongly. */
    private static void checkNames(PretrainedBackbone pretrained, HeadLayout layout, Map<String, long[]> needed) {
        for (Map.Entry<String, long[]> entry : needed.entrySet()) {
            Tensor found = pretrained.heads().get(entry.getKey());
            if (found == null || !Arrays.equals(Tensors.shape(found), entry.getValue())) {
                throw new IllegalArgumentException(pretrained.name() + ": not the head of a "
                        + pretrained.backbone().family()
                        + " classifier: found "
                        + (found == null
                                ? "no " + entry.getKey()
                                : entry.getKey() + " of shape " + Arrays.toString(Tensors.shape(found)))
                        + ", need "
                        + Arrays.toString(entry.getValue()) + "; a head of one's own is not known here");
            }
        }
        List<String> unknown = pretrained.namesBeside().stream()
                .filter(name -> ofHead(name, layout) && !needed.containsKey(name))
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
