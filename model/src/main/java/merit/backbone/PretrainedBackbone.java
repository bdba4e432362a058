package merit.backbone;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import merit.layer.Backbone;
import merit.layer.Checkpoint;
import merit.layer.ConfigFile;
import merit.layer.Family;
import merit.layer.HeadLayout;
import merit.tensor.Engine;
import merit.tensor.TensorSource;
import merit.tokenizer.Tokenizer;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A model as it was published: its backbone, its heads' weights, and the files that stand beside them. From the bundled model's
 * name, {@value BundledModel#NAME}, or from a Hugging Face folder with {@code config.json}, {@code model.safetensors} or
 * {@code pytorch_model.bin} (or shards of either with their index), and a tokenizer. Owns the backbone and the heads' weights.
 */
public final class PretrainedBackbone implements AutoCloseable {
    /** The model that needs no download. */
    public static final String BUNDLED = BundledModel.NAME;

    private static final JsonMapper JSON = new JsonMapper();

    private final ModelFiles files;
    private final Backbone backbone;
    private final Head head;
    private final Runnable letGo;
    private int holders = 1; // for the engine thread
    private @Nullable Tokenizer tokenizer; // for the engine thread

    private PretrainedBackbone(ModelFiles files, Backbone backbone, Head head, Runnable letGo) {
        this.files = files;
        this.backbone = backbone;
        this.head = head;
        this.letGo = letGo;
    }

    /** What a checkpoint has above the backbone. */
    private record Head(HeadLayout layout, Map<String, Tensor> weights, Set<String> namesBeside) {}

    /**
     * Opens a model, on the engine thread.
     *
     * @param nameOrFolder a bundled model's name, or a folder
     * @throws IllegalArgumentException where there is no such model, a file is missing or broken, or the family is not supported
     */
    public static PretrainedBackbone open(String nameOrFolder) {
        Path folder = Path.of(nameOrFolder);
        if (Files.isDirectory(folder)) {
            return open(folder);
        }
        if (nameOrFolder.equals(BUNDLED)) {
            return Engine.call(BundledModel::open);
        }
        throw new IllegalArgumentException("model: found no folder \"" + nameOrFolder
                + "\" and no bundled model of that" + " name, need a Hugging Face folder or " + BUNDLED);
    }

    /** Opens a Hugging Face folder, on the engine thread. */
    public static PretrainedBackbone open(Path folder) {
        ModelFolder model = new ModelFolder(folder);
        Path weightsFile = model.weights();
        ModelFiles files = model.files();
        return Engine.call(() -> {
            try (TensorSource weights = TensorSource.open(weightsFile)) {
                return load(files, weights);
            }
        });
    }

    static PretrainedBackbone load(ModelFiles files, TensorSource weights) {
        ConfigFile config = read(files);
        Family family = Families.of(config);
        HeadLayout head = family.head(config);
        Backbone backbone = family.load(config, weights);
        try {
            Checkpoint checkpoint = new Checkpoint(weights, backbone.weightPrefix());
            Set<String> beside = checkpoint.namesBeside(backbone.parameters().keySet());
            return new PretrainedBackbone(
                    files, backbone, new Head(head, heads(head, checkpoint), beside), backbone::close);
        } catch (RuntimeException e) {
            backbone.close();
            throw e;
        }
    }

    /**
     * Opens a Hugging Face folder on the backbone of another model, where that is the one that it holds: weight by weight, and by
     * all that its configuration says of it. Nothing of the backbone is then in memory twice.
     *
     * @param other keeps its backbone until both are closed; no adapter is attached to it
     * @return empty where the folder holds another backbone
     */
    public static Optional<PretrainedBackbone> openOn(Path folder, PretrainedBackbone other) {
        ModelFolder model = new ModelFolder(folder);
        Path weightsFile = model.weights();
        ModelFiles files = model.files();
        return Engine.call(() -> {
            try (TensorSource weights = TensorSource.open(weightsFile)) {
                Checkpoint checkpoint = new Checkpoint(weights, other.backbone.weightPrefix());
                if (!SameBackbone.is(read(files), checkpoint, other)) {
                    return Optional.empty();
                }
                HeadLayout head = Families.of(read(files)).head(read(files));
                Set<String> beside =
                        checkpoint.namesBeside(other.backbone.parameters().keySet());
                PretrainedBackbone lender = other.again();
                return Optional.of(new PretrainedBackbone(
                        files, other.backbone, new Head(head, heads(head, checkpoint), beside), lender::close));
            }
        });
    }

    /** The same model for one more holder; it is closed when each has closed it. */
    public PretrainedBackbone again() {
        Engine.run(() -> holders++);
        return this;
    }

    private static ConfigFile read(ModelFiles files) {
        String source = files.name() + "/" + ModelFolder.CONFIG;
        try {
            return new ConfigFile(source, JSON.readTree(files.config()));
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    source + ": is not JSON (" + e.getOriginalMessage() + "); download or save it again", e);
        }
    }

    /** What the checkpoint has of the family's head, whatever its shape. */
    private static Map<String, Tensor> heads(HeadLayout head, Checkpoint checkpoint) {
        return checkpoint.leaves(head.names(1, 1).needed().keySet().stream()
                .filter(checkpoint::has)
                .toList());
    }

    /** transformers' name of a family's sequence classifier: {@code LlamaForSequenceClassification} of {@code llama}. */
    public static String classifierClass(String modelType) {
        return Families.of(modelType).map(Family::className).orElse("Auto") + "ForSequenceClassification";
    }

    /** The probability with which training drops a hidden value, as a {@code config.json} names it or its family has it. */
    public static double configuredDropout(ConfigFile config) {
        return Families.of(config).dropout(config);
    }

    /** The folder, or the bundled model's name. */
    public String name() {
        return files.name();
    }

    public Backbone backbone() {
        return backbone;
    }

    /** {@code config.json}, to be read. */
    public ConfigFile configFile() {
        return read(files);
    }

    /** The text of {@code config.json}. */
    public String config() {
        return files.config();
    }

    /** Its tokenizer, which the caller closes; opened once where the backbone has several holders. */
    public Tokenizer openTokenizer() {
        return Engine.call(() -> {
            if (holders < 2) {
                return newTokenizer();
            }
            if (tokenizer == null) {
                tokenizer = newTokenizer();
            }
            return tokenizer.again();
        });
    }

    private Tokenizer newTokenizer() {
        byte[] settings = tokenizerConfig().getBytes(StandardCharsets.UTF_8);
        return Tokenizer.of(tokenizer(), settings.length > 2 ? settings : null);
    }

    /** The bytes of {@code tokenizer.json}. Its own padding and truncation are those of whoever saved it: override both. */
    public byte[] tokenizer() {
        return files.tokenizer().getBytes(StandardCharsets.UTF_8);
    }

    /** The text of {@code tokenizer_config.json}; <code>{}</code> where there is none. */
    public String tokenizerConfig() {
        return files.tokenizerConfig();
    }

    /** The head that the family's own classifier has. */
    public HeadLayout head() {
        return head.layout;
    }

    /**
     * What the checkpoint holds of that head, by the names in a classifier's file: {@code bert.pooler.dense.weight}, {@code
     * classifier.weight}, ... Owned by this object: copy what is to be trained.
     */
    public Map<String, Tensor> heads() {
        return Collections.unmodifiableMap(head.weights);
    }

    /** Every name in the checkpoint that is not the backbone's, as it stands there. */
    public Set<String> namesBeside() {
        return Collections.unmodifiableSet(head.namesBeside);
    }

    @Override
    public void close() {
        Engine.run(() -> {
            if (--holders == 0) {
                letGo.run();
                head.weights.values().forEach(Tensor::close);
                if (tokenizer != null) {
                    tokenizer.close();
                }
            }
        });
    }
}
