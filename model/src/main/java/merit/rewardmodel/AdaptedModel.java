package merit.rewardmodel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import merit.adapter.AdapterFolder;
import merit.adapter.LoraAdapter;
import merit.adapter.SavedAdapter;
import merit.backbone.PretrainedBackbone;
import merit.layer.ClassificationHead;
import merit.layer.HeadLayout;
import merit.tensor.Engine;
import merit.tensor.Safetensors;
import org.jspecify.annotations.Nullable;

/**
 * A reward model as what was trained of it: an adapter and a head in a small folder, which need their base to be a model again.
 * PEFT reads the adapter. Where the head is the one of the family's own classifier, PEFT reads that too and repeats the scores;
 * any other head stands in a file of its own, so that nobody computes it wrongly.
 */
final class AdaptedModel {
    /** Where it stands in the folder of the whole model. */
    static final String FOLDER = "adapter";

    private AdaptedModel() {}

    /**
     * Writes the folder.
     *
     * @param golden scores of the whole model
     */
    static void write(RewardModel model, LoraAdapter adapter, Path folder, List<GoldenScore> golden)
            throws IOException {
        boolean own = SequenceClassification.isOwnHead(model);
        String base = AdapterBase.named(model.parts().base());
        Engine.run(() -> {
            AdapterFolder.save(adapter, own ? model.headParameters() : Map.of(), base, folder);
            if (!own) {
                Safetensors.write(
                        folder.resolve(RewardModelFolder.HEAD), model.headParameters(), RewardModelFolder.METADATA);
            }
        });
        List<String> names = List.of(AdapterFolder.WEIGHTS, RewardModelFolder.HEAD);
        Manifest manifest = Manifest.of(model, Sha256.of(folder, names), golden);
        Files.writeString(folder.resolve(RewardModelFolder.MANIFEST), manifest.toJson());
    }

    /**
     * Puts the model together; its adapter is attached.
     *
     * @param base the model that was adapted; null for the one that the adapter names
     * @param open the base is one of them where it was opened before
     * @throws IllegalArgumentException where the base is not there, or the adapter does not fit it
     */
    static RewardModel open(Path folder, Manifest manifest, @Nullable String base, OpenBackbones open)
            throws IOException {
        Path place = Path.of(AdapterBase.place(folder, base));
        Manifest ofBase = RewardModelFolder.isSaved(place) ? RewardModelFolder.manifest(place) : null;
        PretrainedBackbone pretrained = AdapterBase.open(folder, place.toString(), open);
        return Engine.<RewardModel, IOException>call(() -> ModelParts.of(
                        pretrained, unused(ofBase, pretrained), manifest.encoding())
                .<IOException>into(published ->
                        OwnPadding.give(published).<IOException>into(parts -> adapted(folder, parts, manifest))));
    }

    private static int unused(@Nullable Manifest ofBase, PretrainedBackbone pretrained) {
        return ofBase == null ? 0 : SavedModel.unusedBlocks(ofBase, pretrained);
    }

    private static RewardModel adapted(Path folder, ModelParts parts, Manifest manifest) throws IOException {
        Pooling pooling = manifest.pooling();
        int hidden = parts.backbone().hiddenSize();
        HeadLayout layout = Heads.layout(manifest, parts);
        SavedAdapter saved = AdapterFolder.load(folder, parts.backbone());
        try {
            Map<String, float[]> head = saved.head().isEmpty()
                    ? SavedModel.head(
                            folder.resolve(RewardModelFolder.HEAD),
                            layout.names(hidden, manifest.objectives().parts().size()))
                    : saved.head();
            return SavedModel.said(attached(parts, pooling, Heads.of(layout, hidden, head), saved.adapter()), manifest);
        } catch (RuntimeException e) {
            saved.adapter().close();
            throw e;
        }
    }

    /** A model with a head and an adapter, which pass into its hands; where it cannot be made, the head is closed. */
    static RewardModel attached(ModelParts parts, Pooling pooling, ClassificationHead head, LoraAdapter adapter) {
        RewardModel model = parts.model(pooling, head, false);
        try {
            model.attach(adapter);
            return model;
        } catch (RuntimeException e) {
            head.close();
            throw e;
        }
    }
}
