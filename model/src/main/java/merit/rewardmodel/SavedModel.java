package merit.rewardmodel;

import java.nio.file.Path;
import java.util.Arrays;
import merit.backbone.PretrainedBackbone;
import merit.tensor.Engine;
import merit.tensor.Safetensors;
import merit.tensor.TensorScope;
import merit.tensor.Tensors;
import org.jspecify.annotations.Nullable;

/** Puts a model together from its folder. */
final class SavedModel {
    private SavedModel() {}

    static RewardModel load(Path folder, Manifest manifest) {
        PretrainedBackbone pretrained = PretrainedBackbone.open(folder);
        try {
            return Engine.call(() -> load(folder, manifest, pretrained));
        } catch (RuntimeException e) {
            pretrained.close();
            throw e;
        }
    }

    private static RewardModel load(Path folder, Manifest manifest, PretrainedBackbone pretrained) {
        ModelParts parts =
                ModelParts.of(pretrained, SequenceClassification.extraLayers(manifest.pooling()), manifest.encoding());
        boolean apart = manifest.files().containsKey(RewardModelFolder.HEAD);
        Path file = folder.resolve(apart ? RewardModelFolder.HEAD : RewardModelFolder.WEIGHTS);
        try (TensorScope scope = TensorScope.open();
                Safetensors tensors = Safetensors.open(file)) {
            int hidden = pretrained.backbone().hiddenSize();
            float[] weight = values(tensors, "classifier.weight", 1, hidden);
            float[] bias = values(tensors, "classifier.bias", 1);
            return new RewardModel(
                    parts,
                    manifest.pooling(),
                    pooler(tensors, manifest.pooling(), pretrained.backbone().family() + ".pooler.dense.", hidden),
                    SequenceClassification.head(manifest.pooling(), weight, bias));
        }
    }

    private static @Nullable Pooler pooler(Safetensors tensors, Pooling pooling, String name, int hidden) {
        return pooling == Pooling.POOLER
                ? Pooler.of(values(tensors, name + "weight", hidden, hidden), values(tensors, name + "bias", hidden))
                : null;
    }

    private static float[] values(Safetensors tensors, String name, long... shape) {
        long[] found = tensors.shapes().get(name);
        if (found == null) {
            throw new IllegalArgumentException(tensors.name() + ": found no " + name + ", need "
                    + Arrays.toString(shape) + "; the head is missing: save the model again");
        }
        if (!Arrays.equals(found, shape)) {
            throw new IllegalArgumentException(
                    tensors.name() + ": " + name + " is " + Arrays.toString(found) + ", need "
                            + Arrays.toString(shape)
                            + (name.startsWith("classifier") ? ": this model has " + found[0] + " labels" : ""));
        }
        return Tensors.floats(tensors.read(name));
    }
}
