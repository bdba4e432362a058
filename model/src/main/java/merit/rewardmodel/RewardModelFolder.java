package merit.rewardmodel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import merit.adapter.AdapterFolder;
import merit.adapter.LoraAdapter;
import merit.scoring.Calibration;
import merit.tensor.Engine;
import merit.tensor.Safetensors;
import merit.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A reward model on disk: a Hugging Face folder ({@code config.json}, {@code model.safetensors}, {@code tokenizer.json}, {@code
 * tokenizer_config.json}), whose scores transformers repeats, and beside these {@code merit.json}: template, truncation,
 * pooling, calibration and golden scores. Where transformers has no class for the head (last-token pooling of an encoder), the
 * folder is that of the backbone alone and {@code head.safetensors} holds the rest. A model with an adapter is saved merged, and
 * in {@code adapter} beside it as what was trained of it.
 *
 * <p>Files change together or not at all, see {@link StagedFolder}. Any thread.
 */
public final class RewardModelFolder {
    /** Of weights, head and golden scores. */
    static final String PRECISION = "fp32";

    static final String MANIFEST = "merit.json";
    static final String WEIGHTS = "model.safetensors";
    static final String HEAD = "head.safetensors";
    static final Map<String, String> METADATA = Map.of("format", "pt");

    private RewardModelFolder() {}

    /** What else goes into a folder, in the same commit: logs, configuration, provenance. */
    @FunctionalInterface
    public interface Companions {
        void writeTo(StagedFolder folder) throws IOException;
    }

    /** Saves a model and nothing else. */
    public static void save(RewardModel model, Path folder) throws IOException {
        save(model, folder, staged -> {});
    }

    /**
     * Saves a model with what belongs to it. Files of those names are replaced, others stay.
     *
     * @throws IOException where it cannot be written; the folder is then as it was
     */
    public static void save(RewardModel model, Path folder, Companions companions) throws IOException {
        int outputs = model.objectives().parts().size();
        if (model.objectives().loss() == null) {
            throw new IllegalArgumentException(folder + ": found a head of " + outputs
                    + " outputs, need 1 for a run; it stays a classifier without --template");
        }
        requireRoom(model, folder, 0);
        try (StagedFolder staged = StagedFolder.open(folder)) {
            writeTokenizer(model, staged);
            Manifest manifest = writeMerged(model, staged);
            LoraAdapter adapter = model.adapter();
            if (adapter != null) {
                AdaptedModel.write(model, adapter, staged.path(AdaptedModel.FOLDER), manifest.golden());
            }
            companions.writeTo(staged);
            staged.commit();
            if (adapter == null && isSaved(folder.resolve(AdaptedModel.FOLDER))) {
                StagedFolder.delete(folder.resolve(AdaptedModel.FOLDER)); // of the model that was here before
            }
        } catch (IOException e) {
            throw FolderRoom.failure(folder, bytes(model), e);
        }
    }

    /**
     * Saves a model as a classifier of its family and nothing else: one of which nobody said how prompt and response become what
     * it reads.
     */
    static void publish(RewardModel model, Path folder) throws IOException {
        if (isSaved(folder)) {
            throw new IllegalArgumentException(folder + ": found a run, need another folder for a classifier, which is"
                    + " none; choose one, or say what the classifier reads with --template");
        }
        try (StagedFolder staged = StagedFolder.open(folder)) {
            writeTokenizer(model, staged);
            Engine.run(() -> writeModel(model, staged));
            staged.commit();
        } catch (IOException e) {
            throw FolderRoom.failure(folder, bytes(model), e);
        }
    }

    /**
     * Looks whether there is room to save a model, and how much more, before the time goes into training it.
     *
     * @param more bytes that will be wanted beside it
     * @throws IOException where the file system has less
     */
    public static void requireRoom(RewardModel model, Path folder, long more) throws IOException {
        FolderRoom.require(folder, bytes(model) + more);
    }

    /** What the weights take; all else is small. */
    private static long bytes(RewardModel model) {
        return Float.BYTES * model.parameterCount();
    }

    /** Whether a model was saved in a folder, in whole; it may still be that {@link #open} refuses it. */
    public static boolean isSaved(Path folder) {
        return Files.exists(folder.resolve(MANIFEST)) || StagedFolder.isCommitted(folder, MANIFEST);
    }

    /**
     * Opens a saved model, checks that its weights are those that were saved and that it repeats its golden scores. The caller
     * owns the model.
     *
     * @throws IOException where the folder cannot be read
     * @throws IllegalArgumentException where it holds no reward model, or one that has changed
     */
    public static RewardModel open(Path folder) throws IOException {
        return open(folder, checkedManifest(folder), null, OpenBackbones.APART);
    }

    /**
     * The same.
     *
     * @param manifest of the folder, whose files were checked
     * @param base the model that was adapted, where the folder is an {@code adapter} folder; null for the one that it names
     * @param open its backbone is one of them where that was opened before
     */
    static RewardModel open(Path folder, Manifest manifest, @Nullable String base, OpenBackbones open)
            throws IOException {
        RewardModel model = AdapterFolder.isAdapter(folder)
                ? AdaptedModel.open(folder, manifest, base, open)
                : SavedModel.load(folder, manifest, open);
        try {
            GoldenScore.check(manifest.golden(), model, folder);
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
        return model;
    }

    /** Whether a folder holds a model or an adapter that was made elsewhere, with nothing of Merit's. */
    public static boolean isPublished(Path folder) throws IOException {
        StagedFolder.recover(folder);
        boolean whole = Files.exists(folder.resolve("config.json"));
        return (whole || AdapterFolder.isAdapter(folder)) && !Files.exists(folder.resolve(MANIFEST));
    }

    /** The calibration saved with a model; none for one that was made elsewhere. */
    public static Calibration calibration(Path folder) throws IOException {
        return isPublished(folder) ? Calibration.NONE : manifest(folder).calibration();
    }

    /** Saves a calibration with a model. */
    public static void calibrate(Path folder, Calibration calibration) throws IOException {
        Path adapter = folder.resolve(AdaptedModel.FOLDER);
        try (StagedFolder staged = StagedFolder.open(folder)) {
            staged.write(MANIFEST, manifest(folder).with(calibration).toJson());
            if (isSaved(adapter)) {
                staged.write(
                        AdaptedModel.FOLDER + "/" + MANIFEST,
                        manifest(adapter).with(calibration).toJson());
            }
            staged.commit();
        }
    }

    /** What a folder says of its model, whose files are what they were when it was saved. Needs no engine. */
    static Manifest checkedManifest(Path folder) throws IOException {
        Manifest manifest = manifest(folder);
        for (Map.Entry<String, String> file : manifest.files().entrySet()) {
            Path path = folder.resolve(file.getKey());
            if (!Files.exists(path)) {
                throw new IllegalArgumentException(
                        path + ": found no such file, need the weights that were saved here; copy the whole folder");
            }
            String found = Sha256.of(path);
            if (!found.equals(file.getValue())) {
                throw new IllegalArgumentException(path + ": these are not the weights that were saved: found SHA-256 "
                        + found + ", need " + file.getValue() + "; copy the file again, or train again");
            }
        }
        return manifest;
    }

    static Manifest manifest(Path folder) throws IOException {
        StagedFolder.recover(folder);
        Path file = folder.resolve(MANIFEST);
        try {
            return Manifest.parse(file.toString(), Files.readString(file));
        } catch (NoSuchFileException e) {
            String found = Files.isDirectory(folder) ? "a folder without it" : "no such folder";
            throw new IllegalArgumentException(
                    "no reward model in " + folder + ": found " + found + ", need " + MANIFEST
                            + "; give a folder that \"merit train\" saved",
                    e);
        }
    }

    private static void writeTokenizer(RewardModel model, StagedFolder staged) throws IOException {
        Files.write(staged.path("tokenizer.json"), model.encoder().tokenizer().json());
        Files.write(staged.path("tokenizer_config.json"), model.encoder().tokenizerConfig());
    }

    /** Writes the whole model, an adapter in its weights; the model itself is afterwards as it was before. */
    private static Manifest writeMerged(RewardModel model, StagedFolder staged) throws IOException {
        LoraAdapter adapter = model.adapter();
        if (adapter == null) {
            return writeWhole(model, staged);
        }
        Engine.run(adapter::merge);
        try {
            return writeWhole(model, staged);
        } finally {
            Engine.run(adapter::unmerge);
        }
    }

    private static Manifest writeWhole(RewardModel model, StagedFolder staged) throws IOException {
        Engine.run(() -> writeModel(model, staged));
        Manifest manifest =
                Manifest.of(model, Sha256.of(staged.path(""), List.of(WEIGHTS, HEAD)), GoldenScore.of(model));
        staged.write(MANIFEST, manifest.toJson());
        return manifest;
    }

    private static void writeModel(RewardModel model, StagedFolder staged) throws IOException {
        try (TensorScope scope = TensorScope.open()) {
            if (SequenceClassification.canHold(model)) {
                staged.write("config.json", SequenceClassification.config(model));
                Safetensors.write(staged.path(WEIGHTS), SequenceClassification.tensors(model), METADATA);
                return;
            }
            Map<String, Tensor> backbone = new LinkedHashMap<>(model.parameters());
            Map<String, Tensor> head = model.headParameters();
            backbone.keySet().removeAll(head.keySet());
            staged.write("config.json", SequenceClassification.backboneConfig(model));
            Safetensors.write(staged.path(WEIGHTS), backbone, METADATA);
            Safetensors.write(staged.path(HEAD), head, METADATA);
        }
    }
}
