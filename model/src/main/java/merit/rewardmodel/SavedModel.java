package merit.rewardmodel;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import merit.backbone.PretrainedBackbone;
import merit.layer.HeadLayout;
import merit.layer.WeightNames;
import merit.scoring.TieModel;
import merit.tensor.Engine;
import merit.tensor.Safetensors;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;

/** Puts a model together from its folder. */
final class SavedModel {
    private SavedModel() {}

    static RewardModel load(Path folder, Manifest manifest, OpenBackbones open) {
        PretrainedBackbone pretrained = open.ofModel(folder);
        return Engine.call(() -> ModelParts.of(pretrained, unusedBlocks(manifest, pretrained), manifest.encoding())
                .into(parts -> load(folder, manifest, form(manifest, pretrained), parts)));
    }

    private static RewardModel load(Path folder, Manifest manifest, ClassifierForm form, ModelParts parts) {
        boolean apart = isHeadApart(manifest);
        Path file = folder.resolve(apart ? RewardModelFolder.HEAD : RewardModelFolder.WEIGHTS);
        HeadLayout layout = Heads.layout(manifest, parts);
        int hidden = parts.backbone().hiddenSize();
        Map<String, float[]> weights =
                head(file, layout.names(hidden, manifest.objectives().parts().size()));
        SequenceClassification.restore(form, layout, hidden, weights);
        RewardModel model = parts.model(manifest.pooling(), Heads.of(layout, hidden, weights), false);
        return said(model, manifest);
    }

    /** The model with what its manifest says of the head's outputs. */
    static RewardModel said(RewardModel model, Manifest manifest) {
        TieModel ties = manifest.ties();
        if (ties != null) {
            model.ties().know(ties);
        }
        return model.with(manifest.objectives());
    }

    /** A head's weights by the names of its layout, from a file that holds them under these. */
    static Map<String, float[]> head(Path file, WeightNames names) {
        try (TensorScope scope = TensorScope.open();
                Safetensors tensors = Safetensors.open(file)) {
            Map<String, float[]> weights = new LinkedHashMap<>();
            names.needed().forEach((name, shape) -> weights.put(name, values(tensors, name, shape)));
            return weights;
        }
    }

    private static boolean isHeadApart(Manifest manifest) {
        return manifest.files().containsKey(RewardModelFolder.HEAD);
    }

    private static ClassifierForm form(Manifest manifest, PretrainedBackbone pretrained) {
        return isHeadApart(manifest)
                ? ClassifierForm.NONE
                : SequenceClassification.form(
                        manifest.pooling(), manifest.kind(), pretrained.head(), pretrained.backbone());
    }

    /** How many blocks a saved folder has beyond the model's own. On the engine thread. */
    static int unusedBlocks(Manifest manifest, PretrainedBackbone pretrained) {
        return form(manifest, pretrained).hasExtraBlock(manifest.pooling()) ? 1 : 0;
    }

    private static float[] values(Safetensors tensors, String name, long... shape) {
        long[] found = tensors.shapes().get(name);
        if (found == null) {
            throw new IllegalArgumentException(tensors.name() + ": found no " + name + ", need "
                    + Arrays.toString(shape) + "; the head is missing: save the model again");
        }
        if (!Arrays.equals(found, shape)) {
            throw new IllegalArgumentException(tensors.name() + ": " + name + " is " + Arrays.toString(found)
                    + ", need "
                    + Arrays.toString(shape)
                    + (found.length > 0 && found[0] != shape[0] ? ": this model has " + found[0] + " labels" : ""));
        }
        return Tensors.floats(tensors.read(name));
    }
}
